C     FIXED FORM, AS IN 1977
      PROGRAM TALLY
      INTEGER N, I, J, K, NUMBER, COUNT, TOTAL, SUMS(100), S
      CHARACTER*20 NAME, NAMES(100), SWAP
      COUNT = 0
      TOTAL = 0
      READ(5,*) N
      DO 20 I = 1, N
        READ(5,*) NAME, NUMBER
        TOTAL = TOTAL
     +        + NUMBER
        DO 10 K = 1, COUNT
          IF (NAMES(K) .EQ. NAME) GOTO 15
   10   CONTINUE
        COUNT = COUNT + 1
        K = COUNT
        NAMES(K) = NAME
        SUMS(K) = 0
   15   SUMS(K) = SUMS(K) + NUMBER
   20 CONTINUE
      DO 40 I = 1, COUNT - 1
        DO 30 J = I + 1, COUNT
          IF (NAMES(J) .LT. NAMES(I)) THEN
            SWAP = NAMES(I)
            NAMES(I) = NAMES(J)
            NAMES(J) = SWAP
            S = SUMS(I)
            SUMS(I) = SUMS(J)
            SUMS(J) = S
          END IF
   30   CONTINUE
   40 CONTINUE
      DO 50 I = 1, COUNT
        WRITE(6,100) NAMES(I)(1:INDEX(NAMES(I), ' ')), SUMS(I)
   50 CONTINUE
      WRITE(6,100) 'total ', TOTAL
      STOP
  100 FORMAT(A, I0)
      END
