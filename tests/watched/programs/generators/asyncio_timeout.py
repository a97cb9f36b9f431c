import asyncio
async def main():
    try:
        await asyncio.wait_for(asyncio.sleep(10), 0.02)
    except asyncio.TimeoutError as error:
        print(type(error))
asyncio.run(main())
