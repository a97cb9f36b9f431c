program tally
  implicit none
  integer :: n, i, j, k, number, count, total
  character(len=20) :: name, names(100), swap
  integer :: sums(100), s
  count = 0; total = 0
  read *, n
  do i = 1, n
    read *, name, number
    total = total + number
    do k = 1, count
      if (names(k) == name) exit
    end do
    if (k > count) then
      count = k; names(k) = name; sums(k) = 0
    end if
    sums(k) = sums(k) + number
  end do
  do i = 1, count - 1
    do j = i + 1, count
      if (names(j) < names(i)) then
        swap = names(i); names(i) = names(j); names(j) = swap
        s = sums(i); sums(i) = sums(j); sums(j) = s
      end if
    end do
  end do
  do i = 1, count
    write (*, '(A, 1X, I0)') trim(names(i)), sums(i)
  end do
  print '(A, I0)', 'total ', total
end program
