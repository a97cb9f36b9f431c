import asyncio
async def work(n):
    await asyncio.sleep(0.01 * n)
    print('work', n)
    return n
async def main():
    print(await asyncio.gather(*(work(n) for n in (3, 1, 2))))
asyncio.run(main())
