import asyncio
async def bad():
    raise ValueError('nobody asks')
async def main():
    task = asyncio.create_task(bad(), name='the task')
    await asyncio.sleep(0)
    await asyncio.sleep(0)
asyncio.run(main())
