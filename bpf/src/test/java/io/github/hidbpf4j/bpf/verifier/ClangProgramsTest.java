package io.github.hidbpf4j.bpf.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hidbpf4j.bpf.asm.Disassembler;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.verifier.TestPrograms.Spec;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real code generation is accepted; skipped where clang is not installed. */
class ClangProgramsTest {
  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          v2 ~ -O2 ~ long f(unsigned char *p, unsigned long n) { long s = 0; for (unsigned long i = 0; i < n; i++) s += p[i]; return s; }
          v4 ~ -O2 ~ long f(unsigned char *p, unsigned long n) { long v; if (n > 4) v = p[3]; long t = p[0] * 3; if (n > 4) t += v; return t; }
          v4 ~ -O1 ~ long f(unsigned char *p, unsigned long n) { int v; if (p[0]) v = p[3]; long t = p[1] * 3; if (p[2]) t++; if (p[0]) t += v; return t; }
          v3 ~ -O2 ~ long f(unsigned char *p, unsigned long n) { switch (p[0]) { case 1: return p[1]; case 2: return 7; case 9: p[2] = 5; return -1; case 33: return p[4] / p[5]; default: return n; } }
          v3 ~ -O2 ~ struct s { unsigned char next; short v; }; long f(struct s *p, unsigned long n) { long t = 0; unsigned i = 0; for (int k = 0; k < 8; k++) { t += p[i & 15].v; i = p[i & 15].next; } return t; }
          v3 ~ -O1 ~ static __attribute__((noinline)) int g(unsigned char *p, int k) { return p[k & 7] - k; } long f(unsigned char *p, unsigned long n) { return g(p, 3) + g(p, p[2]); }
          v3 ~ -O2 ~ long f(unsigned char *p, unsigned long n) { unsigned char b[32]; for (int i = 0; i < 32; i++) b[i] = p[i] ^ 1; long t = 0; for (int i = 0; i < 32; i++) t = t * 3 + b[(t + i) & 31]; return t; }
          """)
  void isAccepted(String cpu, String level, String source) throws Exception {
    assumeTrue(
        onPath("clang-19") && onPath("llvm-objcopy-19"), "needs clang-19 and llvm-objcopy-19");
    Path c = Files.writeString(dir.resolve("t.c"), source);
    Path o = dir.resolve("t.o");
    run(
        "clang-19",
        "-target",
        "bpf",
        "-mcpu=" + cpu,
        level,
        "-c",
        "-o",
        o.toString(),
        c.toString());
    Path s = dir.resolve("t.bin");
    run("llvm-objcopy-19", "-O", "binary", "--only-section=.text", o.toString(), s.toString());
    List<Instruction> slots = slots(Files.readAllBytes(s));
    String text = String.join("\n", new Disassembler(Disassembler.Form.ASSEMBLY).lines(slots));
    assertThat(Verifier.verify(new Spec(text).program(), TestPrograms.RAW).instructions())
        .hasSameSizeAs(slots);
  }

  private static List<Instruction> slots(byte[] bytes) {
    List<Instruction> slots = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += Instruction.SIZE) {
      long word = 0;
      for (int i = 0; i < Instruction.SIZE; i++) {
        word |= (bytes[at + i] & 0xffL) << 8 * i;
      }
      slots.add(Instruction.decode(word));
    }
    return slots;
  }

  private static boolean onPath(String tool) {
    for (String part : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(part, tool))) {
        return true;
      }
    }
    return false;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", command[0], out).isZero();
  }
}
