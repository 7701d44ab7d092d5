"""`await` stands in `async def` only: a lambda inside it is refused."""

function = "async def main():\n    call = lambda: await other()\n"
try:
    compile(function, "function", "exec")
except SyntaxError as error:
    assert "'await' outside async function" in str(error), error
else:
    raise AssertionError("it compiles")
