import java.math.BigInteger
import java.util.Scanner

fun main() {
    val input = Scanner(System.`in`)
    val a = input.nextBigInteger()
    val b = BigInteger(input.next())
    println(a + b)
    println(a * b)
}
