fun main() = System.`in`.bufferedReader().use { reader ->
    val rows = reader.lineSequence().drop(1).filter { it.isNotBlank() }
        .map { it.split(' ').let { p -> p[0] to p[1].toInt() } }.toList()
    rows.groupBy({ it.first }, { it.second }).toSortedMap().forEach { (name, numbers) ->
        println("$name ${numbers.sum()}")
    }
    println("total ${rows.sumBy { it.second }}")
}
