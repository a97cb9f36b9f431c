-- verdict: CE
::a:: ::a::
