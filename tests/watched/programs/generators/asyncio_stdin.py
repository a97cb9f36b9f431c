# stdin: a line\n
import asyncio, sys
async def main():
    loop = asyncio.get_running_loop()
    print(await loop.run_in_executor(None, sys.stdin.readline))
asyncio.run(main())
