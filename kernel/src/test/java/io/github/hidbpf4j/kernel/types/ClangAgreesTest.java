package io.github.hidbpf4j.kernel.types;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfException;
import io.github.hidbpf4j.bpf.btf.BtfReader;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.header.BtfEquality;
import io.github.hidbpf4j.bpf.btf.header.CHeaderParser;
import io.github.hidbpf4j.bpf.btf.header.CHeaderPrinter;
import io.github.hidbpf4j.bpf.btf.header.HeaderSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A second opinion: clang compiles the printed headers. Skipped if clang-19 is not installed. */
class ClangAgreesTest {
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root"));
  private static final Path BIN = Path.of("/usr/bin");

  @TempDir Path dir;

  @BeforeEach
  void needsClang() {
    Assumptions.assumeTrue(
        Files.isExecutable(BIN.resolve("clang-19"))
            && Files.isExecutable(BIN.resolve("llvm-objcopy-19")),
        "clang-19 and llvm-objcopy-19 are not installed");
  }

  static List<String> profiles() {
    return KernelTypes.profileNames();
  }

  private String run(String... command) throws IOException, InterruptedException {
    Process p =
        new ProcessBuilder(command).redirectErrorStream(true).directory(dir.toFile()).start();
    String output = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return p.waitFor() == 0 ? output : "failed: " + output;
  }

  /** Compiles a C file and returns the output of clang. */
  private String clang(Path source, Path include) throws IOException, InterruptedException {
    return run(
        "clang-19",
        "-Wall",
        "-g",
        "-O2",
        "--target=bpf",
        "-mcpu=v3",
        "-I" + include,
        "-I" + dir,
        "-I" + ROOT.resolve("examples/include"),
        "-c",
        source.toString(),
        "-o",
        "out.o");
  }

  /** A C file that uses every named type and function of a header, as our parser reads it. */
  private static String keepAll(Btf btf) {
    StringBuilder b = new StringBuilder("struct keep__ {\n");
    for (int id = 1; id <= btf.size(); id++) {
      String name = btf.type(id).name();
      String kind =
          switch (btf.type(id)) {
            case BtfType.Composite c -> c.union() ? "union " : "struct ";
            case BtfType.Enumeration _ -> "enum ";
            case BtfType.Typedef _ -> "";
            default -> "-";
          };
      if (!name.isEmpty() && !kind.equals("-")) {
        b.append(kind).append(name).append(" *m").append(id).append(";\n");
      }
    }
    return b.append("};\nextern struct keep__ kept__;\n").toString();
  }

  private void assertClangSeesTheSame(String header, Btf parsed)
      throws IOException, InterruptedException {
    Files.writeString(dir.resolve("vmlinux.h"), header);
    String keep = keepAll(parsed);
    StringBuilder c =
        new StringBuilder("#define BPF_KFUNC_PROTOTYPES\n#define BPF_FUNC_PROTOTYPES\n");
    c.append("#include \"vmlinux.h\"\n").append(keep).append("struct keep__ kept__;\n");
    c.append(
        "volatile long sink__;\n__attribute__((section(\"syscall\"))) int user__(void *c) {\n");
    long functions = 0;
    for (BtfType t : parsed.types()) {
      if (t instanceof BtfType.Func f) {
        c.append("sink__ = (long)&").append(f.name()).append(";\n");
        functions++;
      }
    }
    c.append("return 0; }\n");
    Files.writeString(dir.resolve("keep.c"), c);
    assertThat(clang(dir.resolve("keep.c"), dir)).isEmpty();
    run("llvm-objcopy-19", "--dump-section", ".BTF=out.btf", "out.o", "/dev/null");
    Btf seen = BtfReader.read("out.btf", Files.readAllBytes(dir.resolve("out.btf")));
    assertThat(seen.types().stream().filter(t -> t instanceof BtfType.Func).count())
        .isEqualTo(functions + 1);
    Btf ours =
        CHeaderParser.parse(
            List.of(
                new HeaderSource("vmlinux.h", header),
                new HeaderSource("keep.c", keep + "long volatile sink__; int user__(void *c);")),
            Map.of("BPF_KFUNC_PROTOTYPES", "1", "BPF_FUNC_PROTOTYPES", "1"));
    assertThat(BtfEquality.firstMissingFrom(seen, ours)).isEmpty();
    List<String> missing = new ArrayList<>();
    for (BtfType t : parsed.types()) {
      if (t instanceof BtfType.Composite
          && seen.idsByName(t.name()).isEmpty()
          && !t.name().isEmpty()) {
        missing.add(t.name());
      }
    }
    assertThat(missing).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void onEveryTypeOfEveryKernel(String profile) throws IOException, InterruptedException {
    KernelTypes types = KernelTypes.forProfile(profile);
    assertClangSeesTheSame(types.vmlinuxHeader(), types.btf());
  }

  @Test
  void onEveryLayout() throws IOException, InterruptedException {
    String text = Files.readString(ROOT.resolve("testdata/header/layouts.h"));
    Btf btf = CHeaderParser.parse("layouts.h", text);
    assertClangSeesTheSame(text, btf);
    assertClangSeesTheSame(CHeaderPrinter.print(btf, CHeaderPrinter.Functions.ALL), btf);
  }

  @ParameterizedTest
  @CsvSource({
    "testdata/header/objects.bpf.c,6.12",
    "testdata/header/lists.bpf.c,6.12",
    "testdata/header/tracing.bpf.c,6.3",
    "testdata/header/tracing.bpf.c,6.10",
    "testdata/header/tracing.bpf.c,rfc-v6",
    "examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.c,6.12",
  })
  void programsCompileWithoutWarnings(String source, String profile)
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Files.exists(Path.of("/usr/include/bpf/bpf_helpers.h")),
        "libbpf's headers are not installed");
    Files.writeString(dir.resolve("vmlinux.h"), KernelTypes.forProfile(profile).vmlinuxHeader());
    assertThat(clang(ROOT.resolve(source), dir)).isEmpty();
  }

  /** The whole BTF of the running kernel: prints, compiles, and prints the same when read again. */
  @Test
  void onTheRunningKernel() throws IOException, InterruptedException {
    Path file = Path.of("/sys/kernel/btf/vmlinux");
    Assumptions.assumeTrue(Files.isReadable(file), "the kernel has no readable BTF");
    Btf kernel;
    try {
      kernel = BtfReader.read(file.toString(), Files.readAllBytes(file));
    } catch (BtfException e) {
      Assumptions.abort("the reader does not take this kernel's BTF: " + e.getMessage());
      return;
    }
    String header = CHeaderPrinter.print(kernel);
    Files.writeString(dir.resolve("vmlinux.h"), header);
    Files.writeString(dir.resolve("use.c"), "#include \"vmlinux.h\"\nint x;\n");
    assertThat(clang(dir.resolve("use.c"), dir)).isEmpty();
    Btf again =
        CHeaderParser.parse(
            List.of(new HeaderSource("vmlinux.h", header)), Map.of("BPF_KFUNC_PROTOTYPES", "1"));
    assertThat(CHeaderPrinter.print(again)).isEqualTo(header);
  }
}
