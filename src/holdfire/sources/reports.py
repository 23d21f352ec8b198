"""reports"""
def read(path, compression, world):
    raise NotImplementedError
