fun main() {
    val n = readLine()!!.toInt()
    val sums = sortedMapOf<String, Int>()
    var total = 0
    repeat(n) {
        val (name, number) = readLine()!!.split(" ")
        sums[name] = (sums[name] ?: 0) + number.toInt()
        total += number.toInt()
    }
    for ((name, sum) in sums) println("$name $sum")
    println("total $total")
}
