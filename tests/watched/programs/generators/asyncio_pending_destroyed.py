# addresses: stderr
import asyncio
loop = asyncio.new_event_loop()
async def wait():
    await asyncio.Event().wait()
task = loop.create_task(wait(), name='pending one')
loop.run_until_complete(asyncio.sleep(0))
