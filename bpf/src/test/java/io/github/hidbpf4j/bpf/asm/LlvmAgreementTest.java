package io.github.hidbpf4j.bpf.asm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text and bytes as clang and llvm-objdump have them; skipped where they are not installed. */
class LlvmAgreementTest {
  private static final Pattern LINE =
      Pattern.compile(
          "\\s*(\\d+):\\s+((?:[0-9a-f]{2} ){7}[0-9a-f]{2})((?: [0-9a-f]{2}){8})?\\s+(.*)");

  private static final String SOURCE =
      """
      struct s { int a; signed char b; short c; long d; unsigned char e[3]; };
      long f(struct s *p, long x, unsigned long y) {
        long a = 0;
        if (x > 5) a = x / 3;
        if (p->b < -3) a += y % 7;
        a += __sync_fetch_and_add(&p->d, 3);
        __sync_fetch_and_or(&p->a, x);
        a += __sync_fetch_and_xor(&p->a, x);
        a += __sync_val_compare_and_swap(&p->d, a, x);
        a += __sync_val_compare_and_swap(&p->a, (int)a, (int)x);
        a += __sync_lock_test_and_set(&p->a, x);
        a += __sync_lock_test_and_set(&p->d, x);
        p->c = __builtin_bswap16(p->c);
        p->d = __builtin_bswap64(p->d);
        a += (signed char)y;
        a -= p->c;
        int z = x;
        z /= (int)y;
        p->a = z;
        for (int i = 0; i < (int)y; i++) a = a * 31 + p->e[i % 3];
        p->e[1] = 7;
        return (a ^ 0x123456789abcdefl) - 4096;
      }
      unsigned g(unsigned a, int b) { return b < 0 ? -a : (unsigned)(b >> 3) % a; }
      """;

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2", "v3", "v4"})
  void whatObjdumpPrintsIsWhatClangWrote(String cpu) throws Exception {
    assumeTrue(
        onPath("clang-19") && onPath("llvm-objdump-19"), "needs clang-19 and llvm-objdump-19");
    String source = cpu.equals("v4") ? SOURCE : SOURCE.replaceAll(".*__sync.*|.* /= .*", "");
    if (cpu.equals("v1") || cpu.equals("v2") || cpu.equals("v3")) {
      source = source.replace("x / 3", "(unsigned long)x / 3").replace("(unsigned)(b >> 3)", "1u");
    }
    Path c = Files.writeString(dir.resolve("t.c"), source);
    Path o = dir.resolve("t.o");
    run(
        "clang-19",
        "-target",
        "bpf",
        "-mcpu=" + cpu,
        "-O2",
        "-c",
        "-o",
        o.toString(),
        c.toString());
    String dump = run("llvm-objdump-19", "-d", "--mcpu=" + cpu, o.toString());
    int checked = 0;
    for (String line : dump.split("\n", -1)) {
      Matcher m = LINE.matcher(line);
      if (!m.matches()) {
        continue;
      }
      List<Instruction> slots = new ArrayList<>();
      slots.add(DisassemblerTest.slot(m.group(2)));
      if (slots.getFirst().opcode() == Opcode.LD_IMM64) {
        slots.add(DisassemblerTest.slot(m.group(3)));
      }
      assertThat(new Assembler().assemble(m.group(4))).as(line).isEqualTo(slots);
      checked++;
    }
    assertThat(checked).isGreaterThan(20);
  }

  @Test
  void clangAssemblesWhatTheDisassemblerPrints() throws Exception {
    assumeTrue(
        onPath("clang-19") && onPath("llvm-objcopy-19"), "needs clang-19 and llvm-objcopy-19");
    // only forms that clang's assembler shares with the kernel's text
    List<String> lines =
        List.of(
            "r1 = *(u32 *)(r2 +8)",
            "r1 = (s8)r2",
            "r0 = bswap32 r0",
            "r1 = be16 r1",
            "w0 = w1",
            "*(u64 *)(r10 -16) = -1",
            "lock *(u64 *)(r1 +0) += r2",
            "r1 s>>= 32",
            "w1 s%= w2",
            "r1 = 0xf012345678 ll",
            "r3 = -r3",
            "r1 = *(s16 *)(r2 +2)",
            "exit");
    Path s = Files.writeString(dir.resolve("t.s"), String.join("\n", lines) + "\n");
    Path o = dir.resolve("t.o");
    Path bin = dir.resolve("t.bin");
    run("clang-19", "-target", "bpf", "-mcpu=v4", "-c", "-o", o.toString(), s.toString());
    run("llvm-objcopy-19", "-O", "binary", "--only-section=.text", o.toString(), bin.toString());
    byte[] bytes = Files.readAllBytes(bin);
    List<Instruction> expected = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += Instruction.SIZE) {
      long word = 0;
      for (int i = 0; i < Instruction.SIZE; i++) {
        word |= (bytes[at + i] & 0xffL) << 8 * i;
      }
      expected.add(Instruction.decode(word));
    }
    assertThat(new Assembler().assemble(String.join("\n", lines))).isEqualTo(expected);
    assertThat(new Disassembler(Disassembler.Form.ASSEMBLY).lines(expected)).isEqualTo(lines);
  }

  private static boolean onPath(String tool) {
    for (String part : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(part, tool))) {
        return true;
      }
    }
    return false;
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor())
        .as(String.format(Locale.ROOT, "%s: %s", command[0], out))
        .isZero();
    return out;
  }
}
