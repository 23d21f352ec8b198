"""The form for reports from the field: what it asks, its XLSForm, and what people answered in it."""

from .form import Choice, Form, Question, load_form
from .write import write_form

__all__ = ["Choice", "Form", "Question", "load_form", "write_form"]
