program acts
  implicit none
  integer, parameter :: long = selected_int_kind(18)
  type :: block
    type(block), pointer :: next
    character(len=1000000) :: bytes
  end type
  character(len=100) :: line, act
  integer(long) :: a, b, total, number, i
  integer :: status
  type(block), pointer :: kept, fresh
  integer, volatile :: spin = 0

  a = 0
  b = 0
  read (*, '(a)') line
  read (line, *, iostat=status) act, a, b
  if (status /= 0) read (line, *, iostat=status) act, a
  if (status /= 0) read (line, *) act
  select case (act)
  case ('add')
    write (*, '(i0)') a + b
  case ('spin')
    do
      spin = 1 - spin
    end do
  case ('eat')
    kept => null()
    do
      allocate (fresh)
      fresh%bytes = repeat('x', 1000000)
      fresh%next => kept
      kept => fresh
    end do
  case ('crash')
    error stop 3
  case ('read')
    total = 0
    do
      read (*, *, iostat=status) number
      if (status /= 0) exit
      total = total + number
    end do
    write (*, '(i0)') total
  case ('write')
    do i = 1, a
      write (*, '(a)') '0123456789abcdef'
    end do
  case ('mul')
    write (*, '(i0)') a * b
  case ('deep')
    write (*, '(i0)') depth(a)
  end select

contains
  recursive function depth(n) result(d)
    integer(long), intent(in) :: n
    integer(long) :: d
    if (n == 0) then
      d = 0
    else
      d = 1 + depth(n - 1)
    end if
  end function
end program
