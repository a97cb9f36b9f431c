BEGIN {
    getline n
    for (i = 0; i < n; i++) {
        getline line
        split(line, part, " ")
        if (!(part[1] in sums)) names[++count] = part[1]
        sums[part[1]] += part[2]
        total += part[2]
    }
    for (i = 2; i <= count; i++) {
        name = names[i]
        for (j = i - 1; j >= 1 && names[j] > name; j--) names[j + 1] = names[j]
        names[j + 1] = name
    }
    for (i = 1; i <= count; i++) printf "%s %d\n", names[i], sums[names[i]]
    printf "total %d\n", total
}
