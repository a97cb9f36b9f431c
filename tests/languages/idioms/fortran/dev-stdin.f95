! Lines to the end of the file, by iostat and internal reads
program tally
  implicit none
  character(len=80) :: line
  character(len=20) :: names(3) = [character(len=20) :: 'apple', 'fig', 'pear'], name
  integer(kind=8) :: sums(3) = 0, number
  integer :: status, k
  open (unit=5, file="/dev/stdin")
  read (*, '(A)') line
  do
    read (*, '(A)', iostat=status) line
    if (status /= 0) exit
    read (line, *) name, number
    where (names == name) sums = sums + number
  end do
  do k = 1, size(names)
    write (*, '(A, 1X, I0)') trim(names(k)), sums(k)
  end do
  write (*, '("total ", I0)') sum(sums)
end program tally
