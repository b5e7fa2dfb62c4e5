package template

import (
	"fmt"
	"strings"
	"time"
)

// layouts are the directives of C's strftime, in the C locale, as layouts of Go's time package.
var layouts = map[byte]string{
	'a': "Mon", 'A': "Monday", 'b': "Jan", 'h': "Jan", 'B': "January", 'c': "Mon Jan _2 15:04:05 2006", 'd': "02", 'D': "01/02/06",
	'e': "_2", 'F': "2006-01-02", 'H': "15", 'I': "03", 'j': "002", 'm': "01", 'M': "04", 'n': "\n", 'p': "PM", 'r': "03:04:05 PM",
	'R': "15:04", 'S': "05", 't': "\t", 'T': "15:04:05", 'x': "01/02/06", 'X': "15:04:05", 'y': "06", 'Y': "2006", 'z': "-0700",
	'Z': "MST", '%': "%",
}

// strftime writes t as C's strftime does in the C locale. "%-d" and the like leave out leading zeros. A directive that it does
// not know is an error, never a guess: a validator must get the same prompt.
func strftime(t time.Time, format string) (string, error) {
	const most = 1 << 10 // bytes of a format
	if len(format) > most {
		return "", fmt.Errorf("strftime_now: a format of %d bytes, at most %d are read", len(format), most)
	}
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			b.WriteByte(format[i])
			continue
		}
		i++
		bare := i < len(format) && format[i] == '-'
		if bare {
			i++
		}
		if i == len(format) {
			return "", fmt.Errorf("strftime_now: the format %q ends in a directive", format)
		}
		s, ok := directive(t, format[i])
		if !ok {
			return "", fmt.Errorf("strftime_now: unknown directive %%%c in %q", format[i], format)
		}
		if bare {
			if s = strings.TrimLeft(s, "0 "); s == "" {
				s = "0"
			}
		}
		b.WriteString(s)
	}
	return b.String(), nil
}

func directive(t time.Time, d byte) (string, bool) {
	switch d {
	case 'C':
		return fmt.Sprintf("%02d", t.Year()/100), true
	case 'u':
		return fmt.Sprint((int(t.Weekday())+6)%7 + 1), true
	case 'w':
		return fmt.Sprint(int(t.Weekday())), true
	case 'U':
		return fmt.Sprintf("%02d", (t.YearDay()+6-int(t.Weekday()))/7), true
	case 'W':
		return fmt.Sprintf("%02d", (t.YearDay()+6-(int(t.Weekday())+6)%7)/7), true
	case 'V':
		_, week := t.ISOWeek()
		return fmt.Sprintf("%02d", week), true
	case 'G':
		year, _ := t.ISOWeek()
		return fmt.Sprint(year), true
	case 's':
		return fmt.Sprint(t.Unix()), true
	case 'f': // Python's, not C's
		return fmt.Sprintf("%06d", t.Nanosecond()/1000), true
	}
	layout, ok := layouts[d]
	return t.Format(layout), ok
}
