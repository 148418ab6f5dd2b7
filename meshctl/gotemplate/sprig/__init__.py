from meshctl.gotemplate.functions import FunctionSet
SPRIG = FunctionSet({})
def sprig(now=None): return SPRIG
