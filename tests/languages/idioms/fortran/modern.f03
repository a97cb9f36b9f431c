module tallies
  use, intrinsic :: iso_fortran_env, only: input_unit, output_unit, int64
  implicit none
  type :: entry
    character(len=32) :: name
    integer(int64) :: sum = 0
  end type
end module

program main
  use tallies
  implicit none
  type(entry), allocatable :: entries(:)
  type(entry) :: swap
  character(len=32) :: name
  integer(int64) :: number
  integer :: n, i, k
  allocate (entries(0))
  read (input_unit, *) n
  do i = 1, n
    read (input_unit, *) name, number
    do k = 1, size(entries)
      if (entries(k)%name == name) exit
    end do
    if (k > size(entries)) entries = [entries, entry(name, 0_int64)]
    entries(k)%sum = entries(k)%sum + number
  end do
  do i = 1, size(entries)
    do k = i + 1, size(entries)
      if (entries(k)%name < entries(i)%name) then
        swap = entries(i); entries(i) = entries(k); entries(k) = swap
      end if
    end do
    write (output_unit, '(a, 1x, i0)') trim(entries(i)%name), entries(i)%sum
  end do
  write (output_unit, '(a, 1x, i0)') 'total', sum([(entries(i)%sum, i = 1, size(entries))])
end program
