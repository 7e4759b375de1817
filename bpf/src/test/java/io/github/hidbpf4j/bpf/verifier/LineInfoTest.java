package io.github.hidbpf4j.bpf.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Source lines that do not fit their program: an object of clang's, its lines changed. */
class LineInfoTest {
  private static LinkedProgram program(String object, String name) throws IOException {
    Path file = Path.of("../testdata/objects", object);
    return BpfObject.open(object, Files.readAllBytes(file))
        .link(TestPrograms.KERNEL_BTF)
        .program(name);
  }

  private static PathVerification.Result verify(LinkedProgram p, List<LineInfo> lines) {
    return PathVerification.verify(
        new LinkedProgram(
            p.object(),
            p.name(),
            p.section(),
            p.type(),
            p.sleepable(),
            p.target(),
            p.license(),
            p.instructions(),
            p.subprograms(),
            lines,
            p.maps(),
            p.btf(),
            p.kernelBtf()),
        TestPrograms.KERNEL,
        0,
        1);
  }

  private static LineInfo at(int slot) {
    return new LineInfo(slot, "a.c", 1, 1, "");
  }

  private static Arguments change(String expected, Consumer<List<LineInfo>> change) {
    return Arguments.of(expected, change);
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        change("", l -> {}),
        change("", List::clear),
        change("missing bpf_line_info for func#0", List::removeFirst),
        change("Invalid line_info[1].insn_off:0 (prev_offset:0 prog->len:", l -> l.set(1, at(0))),
        change("Invalid line_info[0].insn_off:4294967295 (", l -> l.set(0, at(-1))),
        change("Invalid line_info[0].insn_off:9999 (", l -> l.set(0, at(9999))),
        change(
            "missing bpf_line_info for 4 funcs starting from func#1",
            l -> l.subList(1, l.size()).clear()));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void linesFitTheirProgram(String expected, Consumer<List<LineInfo>> change) throws IOException {
    LinkedProgram program = program("subprograms.bpf.o", "first");
    List<LineInfo> lines = new ArrayList<>(program.lines());
    change.accept(lines);
    PathVerification.Result result = verify(program, lines);
    assertThat(result.reason()).startsWith(expected);
    assertThat(result.errno()).isEqualTo(expected.isEmpty() ? null : Errno.EINVAL);
  }
}
