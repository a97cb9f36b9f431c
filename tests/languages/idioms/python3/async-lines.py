import asyncio
import sys


async def rows(file):
    for line in file:
        await asyncio.sleep(0)
        yield line.split()


async def main():
    sys.stdin.readline()
    sums = {}
    async for name, number in rows(sys.stdin):
        sums[name] = sums.get(name, 0) + int(number)
    for name in sorted(sums):
        print(name, sums[name])
    print('total', sum(await asyncio.gather(*[asyncio.sleep(0.001, s) for s in sums.values()])))


asyncio.run(main())
