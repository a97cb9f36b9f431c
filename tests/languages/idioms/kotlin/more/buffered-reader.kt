import java.io.*
import java.util.*

private val br = BufferedReader(InputStreamReader(System.`in`))
private var st = StringTokenizer("")
private fun next(): String {
    while (!st.hasMoreTokens()) st = StringTokenizer(br.readLine())
    return st.nextToken()
}

data class Row(val name: String, val number: Long)

fun main(args: Array<String>) {
    val out = PrintWriter(BufferedOutputStream(System.out))
    val rows = List(next().toInt()) { Row(next(), next().toLong()) }
    val queue = PriorityQueue<Row>(compareBy { it.name })
    queue.addAll(rows)
    while (queue.isNotEmpty()) {
        val first = queue.poll()
        var sum = first.number
        while (queue.peek()?.name == first.name) sum += queue.poll().number
        out.println("${first.name} $sum")
    }
    out.printf("total %d\n", rows.map { it.number }.sum())
    out.flush()
}
