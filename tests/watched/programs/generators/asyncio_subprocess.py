# verdict: RTE
import asyncio
async def main():
    await asyncio.create_subprocess_exec('/usr/bin/true')
asyncio.run(main())
