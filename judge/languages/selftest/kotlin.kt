fun depth(n: Long): Long = if (n == 0L) 0L else 1L + depth(n - 1)

fun main(args: Array<String>) {
    val words = readLine()!!.split(" ")
    val numbers = words.drop(1).map { it.toLong() }
    when (words[0]) {
        "add" -> println(numbers[0] + numbers[1])
        "spin" -> { var i = 0L; while (true) { i++; if (i == Long.MIN_VALUE) println(i) } }
        "eat" -> { val blocks = ArrayList<ByteArray>(); while (true) blocks.add(ByteArray(1000000)) }
        "crash" -> println(listOf<Int>()[1])
        "read" -> println(generateSequence(::readLine).map { it.toLong() }.sum())
        "write" -> {
            val out = StringBuilder()
            for (i in 1..numbers[0]) out.append("0123456789abcdef\n")
            print(out)
        }
        "mul" -> println(numbers[0] * numbers[1])
        "deep" -> println(depth(numbers[0]))
    }
}
