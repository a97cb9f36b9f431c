      * FIXED FORM, WITH COMMENTS IN COLUMN 7
       IDENTIFICATION DIVISION.
       PROGRAM-ID. TALLY.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT SORTED-ROWS ASSIGN TO "/tmp/rows".
       DATA DIVISION.
       FILE SECTION.
       SD  SORTED-ROWS.
       01  SORTED-ROW.
           03  ROW-NAME            PIC X(20).
           03  ROW-NUMBER          PIC S9(9).
       WORKING-STORAGE SECTION.
       01  LINE-IN                 PIC X(80).
       01  N                       PIC 9(9).
       01  DIGITS                  PIC X(12).
       01  LAST-NAME               PIC X(20) VALUE SPACES.
       01  ROW-SUM                 PIC S9(9) VALUE 0.
       01  TOTAL                   PIC S9(9) VALUE 0.
       01  SHOWN                   PIC -(9)9.
       01  AT-END                  PIC 9 VALUE 0.
       PROCEDURE DIVISION.
       MAIN-PART.
           SORT SORTED-ROWS ON ASCENDING KEY ROW-NAME
               INPUT PROCEDURE IS READ-ROWS
               OUTPUT PROCEDURE IS WRITE-ROWS.
           MOVE TOTAL TO SHOWN.
           DISPLAY "total " FUNCTION TRIM(SHOWN).
           STOP RUN.
      *
       READ-ROWS.
           ACCEPT LINE-IN.
           MOVE FUNCTION NUMVAL(LINE-IN) TO N.
           PERFORM READ-ROW N TIMES.
       READ-ROW.
           ACCEPT LINE-IN.
           UNSTRING LINE-IN DELIMITED BY SPACE
               INTO ROW-NAME DIGITS.
           MOVE FUNCTION NUMVAL(DIGITS) TO ROW-NUMBER.
           ADD ROW-NUMBER TO TOTAL.
           RELEASE SORTED-ROW.
      *
       WRITE-ROWS.
           PERFORM UNTIL AT-END = 1
               RETURN SORTED-ROWS
                   AT END MOVE 1 TO AT-END
               END-RETURN
               IF AT-END = 1 OR ROW-NAME NOT = LAST-NAME
                   PERFORM WRITE-SUM
                   MOVE ROW-NAME TO LAST-NAME
                   MOVE 0 TO ROW-SUM
               END-IF
               ADD ROW-NUMBER TO ROW-SUM
           END-PERFORM.
       WRITE-SUM.
           IF LAST-NAME NOT = SPACES
               MOVE ROW-SUM TO SHOWN
               DISPLAY FUNCTION TRIM(LAST-NAME) " " FUNCTION TRIM(SHOWN)
           END-IF.
