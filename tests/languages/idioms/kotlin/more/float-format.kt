fun main() {
    val (a, b) = readLine()!!.split(" ").map(String::toDouble)
    println("%.3f".format(a + b))
    println(String.format(java.util.Locale.US, "%.3f", a * b))
    println(Math.sqrt(a).toInt())
}
