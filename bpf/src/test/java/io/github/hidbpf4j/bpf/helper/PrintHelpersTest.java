package io.github.hidbpf4j.bpf.helper;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.Errno;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintHelpersTest {
  private final FakeRun run = new FakeRun();

  private long print(long to, int size, String format, long... values) {
    long data = run.memory.allocate(8L * values.length, "arguments");
    for (int i = 0; i < values.length; i++) {
      run.memory.putLong(data + 8L * i, values[i]);
    }
    return run.call("snprintf", to, size, run.string(format), data, 8L * values.length);
  }

  private String printed(String format, long... values) {
    long to = run.filled(2048);
    long length = print(to, 2048, format, values);
    String text = run.memory.getString(to, 2048);
    assertThat(length)
        .as("returned for \"%s\"", format)
        .isEqualTo(text.getBytes(StandardCharsets.UTF_8).length + 1);
    return text;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "%d|5|5",
        "%d|-1|-1",
        "%d|4294967295|-1",
        "%i|-2147483648|-2147483648",
        "%u|-1|4294967295",
        "%u|8589934592|0",
        "%x|255|ff",
        "%X|48879|BEEF",
        "%lx|-1|ffffffffffffffff",
        "%llX|-1|FFFFFFFFFFFFFFFF",
        "%ld|-9223372036854775808|-9223372036854775808",
        "%lld|9223372036854775807|9223372036854775807",
        "%lu|-1|18446744073709551615",
        "%llu|-1|18446744073709551615",
        "%li|-7|-7",
        "%5d|42|   42",
        "%-5d;|42|42   ;",
        "%05d|42|00042",
        "%05d|-42|-0042",
        "%-05d;|42|42   ;",
        "%+d|42|+42",
        "%+d|-42|-42",
        "% d|42| 42",
        "%+05d|42|+0042",
        "%+x|42|2a",
        "%016lx|4660|0000000000001234",
        "%1d|12345|12345",
        "%c|65|A",
        "%5c|65|    A",
        "%-3c;|65|A  ;",
        "%px|0|0000000000000000",
        "%px|-131384|fffffffffffdfec8",
        "%20px|4660|                1234",
        "%-6px;|4660|1234  ;",
        "%p|0|0000000000000000",
        "%p|-22|ffffffffffffffea",
        "%pK|-4095|fffffffffffff001",
        "%ps|-4096|0xfffffffffffff000",
        "%pS|4660|0x1234",
        "%10pS|4660|    0x1234",
        "%pB|4660|0x1234",
        "%9pB|4660|0x1234",
        "%pxyz|1|0000000000000001",
        "%ps.|1|0x1.",
        "%%|0|%",
        "100%% of %d|3|100% of 3",
        "%% %d %%|3|% 3 %",
      })
  void formatsNumbers(String format, long value, String expected) {
    assertThat(printed(format, value)).isEqualTo(expected);
  }

  @Test
  void hashesPointers() {
    long pointer = run.filled(8);
    assertThat(printed("%p", pointer))
        .matches("00000000[0-9a-f]{8}")
        .isEqualTo(printed("%pK", pointer))
        .isNotEqualTo(printed("%p", pointer + 8));
    assertThat(printed("%p %p", 0, pointer)).startsWith("0000000000000000 00000000");
  }

  @Test
  void formatsStrings() {
    long s = run.string("hello");
    assertThat(printed("%s", s)).isEqualTo("hello");
    assertThat(printed("<%10s|%-10s>", s, s)).isEqualTo("<     hello|hello     >");
    assertThat(printed("%pks!", s)).isEqualTo("hello!");
    assertThat(printed("<%9pks>", s)).isEqualTo("<hello>");
    assertThat(printed("<%pus>", s)).isEqualTo("<>");
    assertThat(printed("%s%s", s, s)).isEqualTo("hellohello");
    assertThat(printed("%s %d", run.string("ü€"), 3).getBytes(StandardCharsets.UTF_8))
        .startsWith((byte) 0xc3, (byte) 0xbc);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 0x1000, 0x7fff_ffff_0000L, 0xffff_8880_0000_0000L, -1L, -4096L})
  void printsNothingForStringsThatCannotBeRead(long address) {
    assertThat(printed("<%s>", address)).isEqualTo("<>");
    assertThat(printed("<%3s>", address)).isEqualTo("<   >");
  }

  @Test
  void stringWithoutEndStopsAtTheEndOfMemory() {
    long open = run.filled(8);
    assertThat(printed("<%s>", open)).isEqualTo("<>");
  }

  @Test
  void formatsAddresses() {
    long v4 = run.bytes((byte) 192, (byte) 168, (byte) 0, (byte) 7);
    byte[] six = new byte[16];
    six[0] = 0x20;
    six[1] = 0x01;
    six[15] = (byte) 0xab;
    long v6 = run.bytes(six);
    assertThat(printed("%pI4", v4)).isEqualTo("192.168.0.7");
    assertThat(printed("%pi4", v4)).isEqualTo("192.168.000.007");
    assertThat(printed("%pI6", v6)).isEqualTo("2001:0000:0000:0000:0000:0000:0000:00ab");
    assertThat(printed("%pi6", v6)).isEqualTo("200100000000000000000000000000ab");
    assertThat(printed("%pI6c", v6)).isEqualTo("2001:0000:0000:0000:0000:0000:0000:00ab");
    assertThat(printed("%pI4", 0)).isEqualTo("0.0.0.0");
    assertThat(printed("%pI4 %d", v4, 5)).isEqualTo("192.168.0.7 5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%",
        "%d %d",
        "%f",
        "%n",
        "%o",
        "%#x",
        "%.3s",
        "%*d",
        "%hd",
        "%lld%",
        "%llld",
        "%lc",
        "%5%",
        "%pz",
        "%pi",
        "%pi5",
        "%pI",
        "%pk",
        "%pkx",
        "%pksz",
        "%sz",
        "%s1",
        "%-",
        "%5",
        "%\u00e9",
        "%s\u00e9",
        "bell \u0007 %d",
        "\u001b%d",
      })
  void refusesFormats(String format) {
    assertThat(print(run.filled(64), 64, format, 1)).isEqualTo(Errno.EINVAL.result());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\t%d\r\n\u000b\f", "caf\u00e9 %d", "%d, %%", "%s, ", "%s(", "%p, "})
  void acceptsFormats(String format) {
    assertThat(print(run.filled(64), 64, format, 1)).isPositive();
  }

  @Test
  void truncatesLikeSnprintf() {
    long to = run.filled(8);
    assertThat(print(to, 4, "%d", 123456)).isEqualTo(7);
    assertThat(run.memory.getBytes(to, 8)).containsExactly('1', '2', '3', 0, -1, -1, -1, -1);
    assertThat(print(to, 1, "%d", 9)).isEqualTo(2);
    assertThat(run.memory.getByte(to)).isZero();
    assertThat(print(0, 0, "%d", 12)).isEqualTo(3);
  }

  @Test
  void hugeWidthsCostNothing() {
    long to = run.filled(8);
    assertThat(print(to, 8, "%99999999d", 1)).isEqualTo((1 << 23));
    assertThat(run.memory.getString(to, 8)).isEqualTo("       ");
  }

  @Test
  void checksTheArgumentList() {
    long to = run.filled(8);
    long format = run.string("%d");
    long data = run.memory.allocate(200, "arguments");
    long invalid = Errno.EINVAL.result();
    assertThat(run.call("snprintf", to, 8, format, data, 4)).isEqualTo(invalid);
    assertThat(run.call("snprintf", to, 8, format, data, 13 * 8)).isEqualTo(invalid);
    assertThat(run.call("snprintf", to, 8, format, 0, 8)).isEqualTo(invalid);
    assertThat(run.call("snprintf", to, 8, format, 0, 0)).isEqualTo(invalid);
    assertThat(run.call("snprintf", to, 8, format, data, 12 * 8)).isEqualTo(2);
    assertThat(run.call("trace_vprintk", format, 3, data, 7)).isEqualTo(invalid);
    assertThat(run.call("trace_vprintk", format, 3, 0, 8)).isEqualTo(invalid);
    assertThat(run.printed).isEmpty();
  }

  @Test
  void argumentBufferIsLimited() {
    long longString = run.memory.allocate(600, "long string");
    run.memory.fill(longString, 599, (byte) 'a');
    long to = run.filled(2048);
    assertThat(print(to, 2048, "%s", longString)).isEqualTo(512);
    assertThat(print(to, 2048, "%s%s", longString, longString)).isEqualTo(Errno.ENOSPC.result());
    assertThat(print(to, 2048, "%s%d", longString, 1)).isEqualTo(Errno.ENOSPC.result());
    assertThat(print(to, 2048, "%s%c", longString, 1)).isEqualTo(Errno.ENOSPC.result());
    assertThat(print(to, 2048, "%s%pI4", longString, longString)).isEqualTo(Errno.ENOSPC.result());
  }

  @Test
  void tracesLines() {
    assertThat(run.call("trace_printk", run.string("a %d %x\n"), 9, 1, 255, 3)).isEqualTo(7);
    assertThat(run.call("trace_printk", run.string("plain"), 6)).isEqualTo(5);
    assertThat(run.call("trace_printk", run.string("x\n\n"), 4)).isEqualTo(3);
    assertThat(run.call("trace_printk", run.string("a%cb"), 5, 0)).isEqualTo(3);
    assertThat(run.printed)
        .isEqualTo(List.of("prog: a 1 ff", "prog: plain", "prog: x\n", "prog: a"));
  }

  @Test
  void traceTakesThreeArguments() {
    long invalid = Errno.EINVAL.result();
    assertThat(run.call("trace_printk", run.string("%d%d%d"), 7, 1, 2, 3)).isEqualTo(3);
    assertThat(run.call("trace_printk", run.string("%d%d%d%d"), 9, 1, 2, 3)).isEqualTo(invalid);
    assertThat(run.call("trace_printk", run.string("abc"), 3)).isEqualTo(invalid);
    assertThat(run.call("trace_printk", run.string("abc"), 4)).isEqualTo(3);
  }

  @Test
  void longTraceIsCut() {
    assertThat(run.call("trace_printk", run.string("%2000d"), 7, 1)).isEqualTo(2000);
    assertThat(run.printed.get(0)).hasSize("prog: ".length() + 1023);
  }

  @Test
  void vprintkTakesTwelve() {
    long data = run.memory.allocate(96, "arguments");
    for (int i = 0; i < 12; i++) {
      run.memory.putLong(data + 8L * i, i);
    }
    long format = run.string("%d".repeat(12));
    assertThat(run.call("trace_vprintk", format, 25, data, 96)).isEqualTo(14);
    assertThat(run.call("trace_vprintk", run.string("none"), 5, 0, 0)).isEqualTo(4);
    assertThat(run.printed).containsExactly("prog: 01234567891011", "prog: none");
  }
}
