import kotlin.concurrent.thread

fun f(n: Int): Long = if (n == 0) 0 else n + f(n - 1)
tailrec fun g(n: Int, sum: Long = 0): Long = if (n == 0) sum else g(n - 1, sum + n)

fun main() {
    val n = readLine()!!.trim().toInt()
    Thread(null, { println(if (f(n) == g(n)) f(n) else -1) }, "deep", 1L shl 28).apply { start() }.join()
}
