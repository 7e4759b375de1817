package io.github.hidbpf4j.tools.hunt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfLoad;
import io.github.hidbpf4j.bpf.btf.BtfReader;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RawProgramMakerTest {
  private final Btf kernel = KernelTypes.forProfile("7.3").btf();

  private LinkedObject object(String file) throws IOException {
    Path path = Path.of("..", file);
    return BpfObject.open(file, Files.readAllBytes(path)).link(kernel);
  }

  private LinkedProgram imperator() throws IOException {
    return object("examples/imperator-macro/imperator-macro.bpf.o").programs().stream()
        .filter(p -> p.type().name().equals("STRUCT_OPS"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void typesAreWhatKernelsTake() throws IOException {
    LinkedProgram program = imperator();
    Btf own = Objects.requireNonNull(program.btf());
    Btf types = BtfReader.read("types", LoadableTypes.of(own));
    assertThatCode(() -> BtfLoad.check(types, kernel)).doesNotThrowAnyException();
    assertThat(types.types())
        .noneMatch(t -> t instanceof BtfType.Func f && f.linkage() == BtfType.Linkage.EXTERN)
        .noneMatch(t -> t instanceof BtfType.Var v && v.linkage() == BtfType.Linkage.EXTERN);
    for (int id = 1; id <= own.size(); id++) {
      assertThat(types.type(id).getClass()).isEqualTo(own.type(id).getClass());
    }
  }

  @Test
  void hookIsAMemberOfAStruct() throws IOException {
    LinkedProgram program = imperator();
    RawProgram made =
        new RawProgramMaker(new GuestKernel.Types(kernel, kernel.size())).make(program);
    int struct = kernel.findStruct("hid_bpf_ops").orElseThrow();
    assertThat(made.attachTypeId()).isEqualTo(struct);
    BtfType.Composite ops = (BtfType.Composite) kernel.type(struct);
    assertThat(ops.members().get(made.attachType()).name()).isEqualTo("hid_device_event");
    assertThat(made.module()).isEmpty();
    assertThat(made.type()).isEqualTo(27);
    assertThat(RawProgramMaker.functions(program)).hasSize(2 * program.subprograms().size());
  }

  /** A kernel with HID as a module: its functions belong to another BTF. */
  @Test
  void functionsOfTheModuleAreMarked() throws IOException {
    LinkedProgram program = imperator();
    int struct = kernel.findStruct("hid_bpf_ops").orElseThrow();
    RawProgramMaker maker = new RawProgramMaker(new GuestKernel.Types(kernel, 1));
    assertThat(maker.make(program).module()).isEqualTo("hid");
    assertThat(maker.make(program).attachTypeId()).isEqualTo(struct);
    ByteBuffer code =
        ByteBuffer.wrap(maker.code(program.instructions())).order(ByteOrder.LITTLE_ENDIAN);
    int calls = 0;
    for (int slot = 0; slot < program.instructions().size(); slot++) {
      boolean kfunc = (code.get(8 * slot) & 0xff) == 0x85 && code.get(8 * slot + 1) >> 4 == 2;
      if (kfunc) {
        calls++;
        assertThat(code.getShort(8 * slot + 2)).isEqualTo((short) 1);
      }
    }
    assertThat(calls).isPositive();
  }

  @Test
  void whatTheKernelLacksIsSaid() throws IOException {
    LinkedProgram program = imperator();
    RawProgramMaker maker =
        new RawProgramMaker(new GuestKernel.Types(new Btf.Builder().build(), 0));
    assertThatThrownBy(() -> maker.make(program))
        .isInstanceOf(BpfException.class)
        .hasMessage("the guest's kernel has no struct hid_bpf_ops");
  }
}
