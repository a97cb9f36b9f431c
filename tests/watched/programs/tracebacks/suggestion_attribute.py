# verdict: RTE
import collections
collections.namedtupel
