# verdict: RTE
import argparse
parser = argparse.ArgumentParser()
parser.add_argument('needed')
parser.parse_args()
