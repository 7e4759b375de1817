package io.github.hidbpf4j.bpf.helper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.CoreFunctions;
import io.github.hidbpf4j.bpf.proto.GenericKfuncs;
import io.github.hidbpf4j.bpf.proto.Helper;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.bpf.proto.KfuncSet;
import io.github.hidbpf4j.time.ClockId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenericHelpersTest {
  private static final long INVALID = Errno.EINVAL.result();

  private final FakeRun run = new FakeRun();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        // text | flags | strtol: result, value | strtoul: result, value
        "123|0|3|123|3|123",
        "-123|0|4|-123|-22|0",
        "  42 |10|4|42|4|42",
        "` \t\n\u000b\f\r7`|10|7|7|7|7",
        "+5|10|-22|0|-22|0",
        "0x1F|0|4|31|4|31",
        "0X1f|16|4|31|4|31",
        "1f|16|2|31|2|31",
        "ff|10|-22|0|-22|0",
        "0x|0|1|0|1|0",
        "0x|16|-22|0|-22|0",
        "0xg|0|1|0|1|0",
        "010|0|3|8|3|8",
        "010|10|3|10|3|10",
        "018|0|2|1|2|1",
        "18|8|1|1|1|1",
        "-|10|-22|0|-22|0",
        "` `|10|-22|0|-22|0",
        "-0|10|2|0|-22|0",
        "12abc|10|2|12|2|12",
        "9223372036854775807|10|19|9223372036854775807|19|9223372036854775807",
        "9223372036854775808|10|-34|0|19|-9223372036854775808",
        "-9223372036854775808|10|20|-9223372036854775808|-22|0",
        "-9223372036854775809|10|-34|0|-22|0",
        "18446744073709551615|10|-34|0|20|-1",
        "18446744073709551616|10|-34|0|-34|0",
        "ffffffffffffffff|16|-34|0|16|-1",
        "10000000000000000|16|-34|0|-34|0",
        "1|2|-22|0|-22|0",
        "1|32|-22|0|-22|0",
        "1|33|-22|0|-22|0",
      })
  void parsesNumbers(
      String text, long flags, long signed, long value, long unsigned, long unsignedValue) {
    long s = run.string(text);
    long to = run.filled(8);
    assertThat(run.call("strtol", s, text.length(), flags, to)).isEqualTo(signed);
    assertThat(run.memory.getLong(to)).isEqualTo(value);
    run.memory.putLong(to, -1);
    assertThat(run.call("strtoul", s, text.length(), flags, to)).isEqualTo(unsigned);
    assertThat(run.memory.getLong(to)).isEqualTo(unsignedValue);
  }

  @Test
  void numbersNeedNoNulAndLookAtSixtyThreeCharacters() {
    long to = run.filled(8);
    assertThat(run.call("strtoul", run.bytes((byte) '1', (byte) '2'), 1, 10, to)).isEqualTo(1);
    assertThat(run.memory.getLong(to)).isEqualTo(1);
    String zeros = "0".repeat(70) + "1";
    assertThat(run.call("strtoul", run.string(zeros), zeros.length(), 10, to)).isEqualTo(63);
    assertThat(run.memory.getLong(to)).isZero();
    assertThat(run.call("strtol", run.string("7"), 0, 10, to)).isEqualTo(INVALID);
  }

  @Test
  void parsesWhatItPrinted() {
    SplittableRandom random = new SplittableRandom(11);
    long to = run.filled(8);
    for (int i = 0; i < 300; i++) {
      long value = random.nextLong() >> random.nextInt(64);
      String text = Long.toString(value);
      long s = run.string(text);
      assertThat(run.call("strtol", s, text.length(), 0, to)).as(text).isEqualTo(text.length());
      assertThat(run.memory.getLong(to)).as("seed 11").isEqualTo(value);
      run.memory.free(s);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "abc, abc, 4, 0",
    "abc, abd, 4, -1",
    "abd, abc, 4, 1",
    "abc, abd, 2, 0",
    "ab, abc, 4, -1",
    "abc, ab, 4, 1",
    "é, a, 4, 1",
  })
  void compares(String a, String b, int size, long expected) {
    assertThat(run.call("strncmp", run.string(a), size, run.string(b))).isEqualTo(expected);
  }

  @Test
  void readsClocks() {
    run.clocks.put(ClockId.MONOTONIC, 1_234_567_890L);
    run.clocks.put(ClockId.BOOTTIME, 5L);
    run.clocks.put(ClockId.TAI, 7L);
    assertThat(run.call("ktime_get_ns")).isEqualTo(1_234_567_890L);
    assertThat(run.call("ktime_get_boot_ns")).isEqualTo(5);
    assertThat(run.call("ktime_get_tai_ns")).isEqualTo(7);
    assertThat(run.call("ktime_get_coarse_ns")).isEqualTo(1_232_000_000L);
    assertThat(run.call("jiffies64")).isEqualTo(4_294_892_296L + 308);
  }

  @Test
  void knowsWhereItRuns() {
    run.cpu = 3;
    run.random = -1;
    assertThat(run.call("get_smp_processor_id")).isEqualTo(3);
    assertThat(run.call("get_prandom_u32")).isEqualTo(0xffff_ffffL);
    assertThat(run.call("get_numa_node_id")).isZero();
    assertThat(run.call("get_current_pid_tgid")).isZero();
    assertThat(run.call("get_current_uid_gid")).isZero();
    long name = run.filled(16);
    assertThat(run.call("get_current_comm", name, 16)).isZero();
    assertThat(new String(run.memory.getBytes(name, 16), StandardCharsets.UTF_8))
        .isEqualTo("swapper/0\0\0\0\0\0\0\0");
    run.call("get_current_comm", name, 4);
    assertThat(run.memory.getString(name, 16)).isEqualTo("swa");
    assertThat(run.call("get_ns_current_pid_tgid", 1, 2, name, 8)).isEqualTo(INVALID);
    assertThat(run.memory.getLong(name)).isZero();
  }

  @Test
  void probesMemory() {
    long from = run.bytes((byte) 1, (byte) 2, (byte) 3, (byte) 4);
    long to = run.filled(8);
    assertThat(run.call("probe_read_kernel", to, 4, from)).isZero();
    assertThat(run.memory.getBytes(to, 5)).containsExactly(1, 2, 3, 4, -1);
    assertThat(run.call("probe_read", to, 2, from + 2)).isZero();
    assertThat(run.memory.getBytes(to, 3)).containsExactly(3, 4, 3);
    assertThat(run.call("probe_read_kernel", to, 0, from)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "probe_read_kernel, 0, -34",
    "probe_read_kernel, 4096, -34",
    "probe_read_kernel, 0x7fffffffffff, -34",
    "probe_read_kernel, 0x123456789abcdef, -34",
    "probe_read_kernel, -10485760, -34",
    "probe_read_kernel, -1, -14",
    "probe_read_kernel_str, 0, -34",
    "probe_read_kernel_str, -4096, -14",
    "probe_read_user, 0, -14",
    "probe_read_user, -4096, -14",
    "probe_read_user_str, 4096, -14",
    "probe_read, 0, -14",
    "probe_read, -1, -14",
    "probe_read_str, 0, -14",
    "probe_read_str, -1, -14",
    "copy_from_user, 4096, -14",
  })
  void failedProbesClearTheDestination(String helper, String address, long error) {
    long to = run.filled(16);
    assertThat(run.call(helper, to, 8, Long.decode(address))).isEqualTo(error);
    assertThat(run.memory.getLong(to)).isZero();
    assertThat(run.memory.getLong(to + 8)).isEqualTo(-1);
  }

  @Test
  void probesStopAtTheEndOfAnAllocation() {
    long from = run.filled(8);
    long to = run.filled(16);
    assertThat(run.call("probe_read_kernel", to, 9, from)).isEqualTo(Errno.EFAULT.result());
    run.memory.free(from);
    assertThat(run.call("probe_read_kernel", to, 1, from)).isEqualTo(Errno.EFAULT.result());
    assertThat(run.call("probe_read_user", to, 4, to)).isEqualTo(Errno.EFAULT.result());
    assertThat(run.call("probe_read_user", to, 0, 0)).isZero();
  }

  @Test
  void probesStrings() {
    long text = run.string("hello");
    long to = run.filled(16);
    assertThat(run.call("probe_read_kernel_str", to, 16, text)).isEqualTo(6);
    assertThat(run.memory.getString(to, 16)).isEqualTo("hello");
    assertThat(run.memory.getByte(to + 6)).isEqualTo((byte) -1);
    assertThat(run.call("probe_read_kernel_str", to, 3, text)).isEqualTo(3);
    assertThat(run.memory.getString(to, 16)).isEqualTo("he");
    assertThat(run.call("probe_read_kernel_str", to, 0, text)).isZero();
  }

  @Test
  void copiesNoUserStrings() {
    long to = run.filled(8);
    long fault = Errno.EFAULT.result();
    assertThat(run.kfunc("bpf_copy_from_user_str", to, 8, 4096, 0)).isEqualTo(fault);
    assertThat(run.memory.getLong(to)).isEqualTo(-1);
    assertThat(run.kfunc("bpf_copy_from_user_str", to, 8, 4096, 1)).isEqualTo(fault);
    assertThat(run.memory.getLong(to)).isZero();
    assertThat(run.kfunc("bpf_copy_from_user_str", to, 8, 4096, 2)).isEqualTo(INVALID);
    assertThat(run.kfunc("bpf_copy_from_user_str", to, 0, 4096, 0)).isZero();
  }

  @Test
  void loops() {
    List<Long> seen = new ArrayList<>();
    run.callback =
        (function, i, context, r3, r4, r5) -> {
          seen.addAll(List.of(function, i, context));
          return i == 2 ? 1 : 0;
        };
    assertThat(run.call("loop", 2, 77, 5, 0)).isEqualTo(2);
    assertThat(seen).containsExactly(77L, 0L, 5L, 77L, 1L, 5L);
    assertThat(run.call("loop", 100, 77, 5, 0)).isEqualTo(3);
    assertThat(run.call("loop", 0, 77, 5, 0)).isZero();
    assertThat(run.call("loop", 1L << 32, 77, 5, 0)).isZero();
    assertThat(run.call("loop", 1, 77, 5, 1)).isEqualTo(INVALID);
    assertThat(run.call("loop", (1 << 23) + 1, 77, 5, 0)).isEqualTo(Errno.E2BIG.result());
    run.callback = (function, r1, r2, r3, r4, r5) -> 0;
    assertThat(run.call("loop", 1 << 23, 77, 5, 0)).isEqualTo(1 << 23);
  }

  @Test
  void locks() {
    long lock = run.memory.allocate(4, "lock");
    assertThat(run.call("spin_lock", lock)).isZero();
    assertThat(run.memory.getInt(lock)).isEqualTo(1);
    assertThat(run.preemptDisabled).isEqualTo(1);
    assertThat(run.call("spin_unlock", lock)).isZero();
    assertThat(run.memory.getInt(lock)).isZero();
    assertThat(run.preemptDisabled).isZero();
    run.kfunc("bpf_preempt_disable");
    run.kfunc("bpf_preempt_disable");
    run.kfunc("bpf_preempt_enable");
    assertThat(run.preemptDisabled).isEqualTo(1);
    assertThat(run.kfunc("bpf_rcu_read_lock")).isZero();
    assertThat(run.kfunc("bpf_rcu_read_unlock")).isZero();
    assertThat(run.kfunc("bpf_cast_to_kern_ctx", 42)).isEqualTo(42);
    assertThat(run.kfunc("bpf_rdonly_cast", 42, 7)).isEqualTo(42);
  }

  @Test
  void locksExcludeThreads() throws InterruptedException {
    long lock = run.memory.allocate(8, "lock and counter");
    Thread[] threads = new Thread[3];
    for (int t = 0; t < threads.length; t++) {
      FakeRun other = run.sharing();
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < 2000; i++) {
                  other.call("spin_lock", lock);
                  run.memory.putInt(lock + 4, run.memory.getInt(lock + 4) + 1);
                  other.call("spin_unlock", lock);
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(run.memory.getInt(lock + 4)).isEqualTo(6000);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 3, 0",
    "-2, 2, 0",
    "5, 5, 0",
    "5, 4, -22",
    "-2147483648, 2147483647, -7",
    "0, 8388609, -7",
    "2147483640, 2147483647, 0",
    "-2147483648, -2147483645, 0",
  })
  void iteratesNumbers(int start, int end, long error) {
    long it = run.filled(8);
    assertThat(run.kfunc("bpf_iter_num_new", it, start, end)).isEqualTo(error);
    List<Integer> seen = new ArrayList<>();
    long at;
    while ((at = run.kfunc("bpf_iter_num_next", it)) != 0) {
      assertThat(at).isEqualTo(it);
      seen.add(run.memory.getInt(at));
    }
    List<Integer> expected = new ArrayList<>();
    for (int i = start; error == 0 && i < end; i++) {
      expected.add(i);
    }
    assertThat(seen).isEqualTo(expected);
    assertThat(run.kfunc("bpf_iter_num_next", it)).isZero();
    run.kfunc("bpf_iter_num_destroy", it);
    assertThat(run.memory.getLong(it)).isZero();
  }

  @Test
  void iteratesBits() {
    SplittableRandom random = new SplittableRandom(5);
    for (int words : new int[] {1, 2, 3, 511}) {
      long from = run.memory.allocate(8L * words, "words");
      List<Integer> expected = new ArrayList<>();
      for (int w = 0; w < words; w++) {
        long word = random.nextLong() >>> random.nextInt(64);
        run.memory.putLong(from + 8L * w, word);
        for (int b = 0; b < 64; b++) {
          if ((word >>> b & 1) != 0) {
            expected.add(64 * w + b);
          }
        }
      }
      long it = run.filled(16);
      assertThat(run.kfunc("bpf_iter_bits_new", it, from, words)).isZero();
      run.memory.fill(from, 8L * words, (byte) 0);
      List<Integer> seen = new ArrayList<>();
      long at;
      while ((at = run.kfunc("bpf_iter_bits_next", it)) != 0) {
        seen.add(run.memory.getInt(at));
      }
      assertThat(seen).as("seed 5, %d words", words).isEqualTo(expected);
      assertThat(run.kfunc("bpf_iter_bits_next", it)).isZero();
      long copy = run.memory.getLong(it);
      assertThat(run.memory.isReadable(copy, 8)).isEqualTo(words > 1);
      run.kfunc("bpf_iter_bits_destroy", it);
      assertThat(run.memory.isReadable(copy, 8)).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1, -22", "-8, 1, -14", "-16, 2, -14", "8, 2, -34", "8, 0, -22", "8, 512, -7"})
  void badBitsGiveNone(long from, int words, long error) {
    long it = run.filled(16);
    assertThat(run.kfunc("bpf_iter_bits_new", it, from, words)).isEqualTo(error);
    assertThat(run.kfunc("bpf_iter_bits_next", it)).isZero();
    run.kfunc("bpf_iter_bits_destroy", it);
  }

  @Test
  void dynptrsReadAndWrite() {
    long data = run.bytes((byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5, (byte) 6);
    long p = run.filled(16);
    long buffer = run.filled(8);
    assertThat(run.call("dynptr_from_mem", data, 6, 0, p)).isZero();
    assertThat(run.kfunc("bpf_dynptr_size", p)).isEqualTo(6);
    assertThat(run.call("dynptr_read", buffer, 3, p, 2, 0)).isZero();
    assertThat(run.memory.getBytes(buffer, 4)).containsExactly(3, 4, 5, -1);
    assertThat(run.call("dynptr_read", buffer, 3, p, 4, 0)).isEqualTo(Errno.E2BIG.result());
    assertThat(run.call("dynptr_read", buffer, 3, p, -1, 0)).isEqualTo(Errno.E2BIG.result());
    assertThat(run.call("dynptr_read", buffer, 3, p, 0, 1)).isEqualTo(INVALID);
    assertThat(run.call("dynptr_write", p, 5, buffer, 1, 0)).isZero();
    assertThat(run.memory.getByte(data + 5)).isEqualTo((byte) 3);
    assertThat(run.call("dynptr_write", p, 0, buffer, 1, 1)).isEqualTo(INVALID);
    assertThat(run.call("dynptr_write", p, 6, buffer, 1, 0)).isEqualTo(Errno.E2BIG.result());
    assertThat(run.call("dynptr_data", p, 2, 4)).isEqualTo(data + 2);
    assertThat(run.call("dynptr_data", p, 3, 4)).isZero();
    assertThat(run.kfunc("bpf_dynptr_slice", p, 1, 0, 5)).isEqualTo(data + 1);
    assertThat(run.kfunc("bpf_dynptr_slice_rdwr", p, 1, 0, 6)).isZero();
    assertThat(run.kfunc("bpf_dynptr_is_null", p)).isZero();
    assertThat(run.kfunc("bpf_dynptr_is_rdonly", p)).isZero();
  }

  @Test
  void dynptrsAdjustAndClone() {
    long data = run.filled(10);
    long p = run.filled(16);
    long q = run.filled(16);
    run.call("dynptr_from_mem", data, 10, 0, p);
    assertThat(run.kfunc("bpf_dynptr_adjust", p, 2, 8)).isZero();
    assertThat(run.kfunc("bpf_dynptr_size", p)).isEqualTo(6);
    assertThat(run.kfunc("bpf_dynptr_clone", p, q)).isZero();
    assertThat(run.kfunc("bpf_dynptr_adjust", p, 1, 7)).isEqualTo(Errno.ERANGE.result());
    assertThat(run.kfunc("bpf_dynptr_adjust", p, 3, 2)).isEqualTo(INVALID);
    assertThat(run.kfunc("bpf_dynptr_adjust", p, 6, 6)).isZero();
    assertThat(run.call("dynptr_data", p, 0, 0)).isEqualTo(data + 8);
    assertThat(run.call("dynptr_data", q, 1, 5)).isEqualTo(data + 3);
  }

  @Test
  void failedDynptrsAreNull() {
    long p = run.filled(16);
    long data = run.filled(8);
    assertThat(run.call("dynptr_from_mem", data, 8, 1, p)).isEqualTo(INVALID);
    assertThat(run.kfunc("bpf_dynptr_is_null", p)).isEqualTo(1);
    assertThat(run.call("dynptr_from_mem", data, 1 << 24, 0, p)).isEqualTo(Errno.E2BIG.result());
    assertThat(run.kfunc("bpf_dynptr_size", p)).isEqualTo(0xffff_ffeaL);
    assertThat(run.call("dynptr_read", data, 0, p, 0, 0)).isEqualTo(INVALID);
    assertThat(run.call("dynptr_write", p, 0, data, 0, 0)).isEqualTo(INVALID);
    assertThat(run.call("dynptr_data", p, 0, 0)).isZero();
    assertThat(run.kfunc("bpf_dynptr_slice", p, 0, 0, 0)).isZero();
    assertThat(run.kfunc("bpf_dynptr_adjust", p, 0, 0)).isEqualTo(INVALID);
    assertThat(run.kfunc("bpf_dynptr_clone", p, data)).isEqualTo(INVALID);
    assertThat(run.kfunc("bpf_dynptr_is_rdonly", p)).isZero();
  }

  @Test
  void exchangesPointers() {
    long field = run.memory.allocate(8, "kptr");
    assertThat(run.call("kptr_xchg", field, 42)).isZero();
    assertThat(run.call("kptr_xchg", field, 0)).isEqualTo(42);
    assertThat(run.memory.getLong(field)).isZero();
  }

  @Test
  void mapPointersAreChecked() {
    assertThatThrownBy(() -> run.call("map_lookup_elem", 0x1234, 0))
        .isInstanceOf(BpfException.class)
        .hasMessage("0x1234 is not a map");
    assertThat(run.call("for_each_map_elem", 0x1234, 0, 0, 1)).isEqualTo(INVALID);
  }

  @Test
  void namesWhatCannotRun() {
    Btf.Builder kernel = new Btf.Builder();
    int proto = kernel.add(new BtfType.FuncProto(0, List.of()));
    kernel.add(new BtfType.Func("bpf_iter_num_new", proto, BtfType.Linkage.GLOBAL));
    kernel.add(new BtfType.Func("hid_something", proto, BtfType.Linkage.GLOBAL));
    LinkedProgram program =
        new LinkedProgram(
            "test.o",
            "prog",
            "syscall",
            ProgramType.SYSCALL,
            true,
            new AttachTarget.None(),
            "GPL",
            List.of(
                call(0, 1),
                call(0, 12),
                call(0, 166),
                call(0, 166),
                call(1, 166),
                call(2, 2),
                call(2, 3),
                call(2, 0),
                call(0, 5000)),
            List.of(),
            List.of(),
            List.of(),
            null,
            kernel.build());
    HelperRegistry generic = GenericHelpers.registry();
    assertThat(generic.missing(program))
        .containsExactly("bpf_sys_bpf#166", "kfunc hid_something", "unknown#5000");
    HelperRegistry wider =
        generic.toBuilder()
            .kfunc(Kfunc.of("hid_something"), (_, _, _, _, _, _) -> 0)
            .helper(CoreFunctions.SYS_BPF, (_, _, _, _, _, _) -> 0)
            .build();
    assertThat(wider.missing(program)).containsExactly("unknown#5000");
    assertThat(wider.isHandledByEngine(12)).isTrue();
    assertThat(wider.helper(12)).isNull();
    assertThat(generic.isImplemented(166)).isFalse();
    assertThat(generic.isImplemented(-1)).isFalse();
    assertThat(generic.helpers()).contains(1, 12, 181).doesNotContain(166);
    Helper none = Helper.of(5000, "bpf_no_such");
    assertThatThrownBy(() -> HelperRegistry.builder().helper(none, (_, _, _, _, _, _) -> 0))
        .hasMessage("helper number 5000, expected 1 to 4096");
  }

  @Test
  void everyKfuncIsInSomeSet() {
    for (String kfunc : GenericHelpers.registry().kfuncs()) {
      assertThat(GenericKfuncs.ALL.stream().map(KfuncSet::kfuncs))
          .as(kfunc)
          .anyMatch(set -> set.containsKey(kfunc));
    }
    assertThat(Arrays.asList("bpf_iter_num_new", "bpf_iter_bits_next"))
        .allMatch(GenericHelpers.registry()::isImplemented);
  }

  private static Instruction call(int source, int imm) {
    return new Instruction(0x85, 0, source, (short) 0, imm);
  }
}
