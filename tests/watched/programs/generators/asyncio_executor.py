import asyncio, time
async def main():
    loop = asyncio.get_running_loop()
    print(await loop.run_in_executor(None, lambda: 5))
asyncio.run(main())
