package io.github.hidbpf4j.bpf.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.BtfType.*;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Edges that compiled objects do not reach; the rest is in LinkTest, with code from clang. */
class CoreRelocatorTest {
  private static final Int INT = new Int("int", 4, true, false, false, 0, 32);
  private static final Int U64 = new Int("u64", 8, false, false, false, 0, 64);
  private static final Int U32 = new Int("u32", 4, false, false, false, 0, 32);

  @ParameterizedTest
  @CsvSource({
    "task_struct,task_struct",
    "task_struct___old,task_struct",
    "a___b,a",
    "___leading,___leading",
    "a____b,a____b",
    "a__b,a__b",
    "a___,a___",
    "x___y___z,x___y",
    "'',''"
  })
  void stripsFlavours(String name, String essential) {
    assertThat(CoreRelocator.essentialName(name)).isEqualTo(essential);
  }

  private static Btf struct(long offset, BtfType field) {
    return new Btf(
        List.of(
            field,
            new Composite(false, "s", offset + 8, List.of(new Member("f", 1, offset * 8, 0)))));
  }

  private static Instruction[] code(int opcode, int offset, int imm) {
    return new Instruction[] {
      new Instruction(opcode, 1, 0, (short) offset, imm), new Instruction(0, 0, 0, (short) 0, 0)
    };
  }

  private static CoreRelocation field(String access, CoreRelocationKind kind) {
    return new CoreRelocation(0, 2, access, kind.ordinal());
  }

  @Test
  void refusesAnInstructionThatTheCompilerCannotHaveWritten() {
    CoreRelocator relocator = new CoreRelocator(struct(4, INT), struct(16, INT));
    CoreRelocation offset = field("0:0", CoreRelocationKind.FIELD_BYTE_OFFSET);
    assertThatThrownBy(() -> relocator.apply(code(0x61, 8, 0), 0, offset, 3))
        .hasMessage("relo #3: insn #0: unexpected insn (LDX/ST/STX) value: got 8, exp 4 -> 16");
    assertThatThrownBy(() -> relocator.apply(code(0x0f, 4, 0), 0, offset, 3))
        .hasMessageContaining("trying to relocate unrecognized insn, code:0xf");
    assertThatThrownBy(() -> relocator.apply(code(0x05, 4, 0), 0, offset, 3))
        .hasMessageContaining("trying to relocate unrecognized insn, code:0x5");
    assertThatThrownBy(
            () ->
                relocator.apply(
                    new Instruction[] {new Instruction(0x18, 1, 0, (short) 0, 4)}, 0, offset, 3))
        .hasMessageContaining("(LDIMM64) has unexpected form");
    Instruction[] good = code(0x61, 4, 0);
    assertThat(relocator.apply(good, 0, offset, 0)).isEmpty();
    assertThat(good[0].offset()).isEqualTo((short) 16);
  }

  @Test
  void refusesAnOffsetThatNoInstructionHolds() {
    CoreRelocator relocator = new CoreRelocator(struct(4, INT), struct(40_000, INT));
    assertThatThrownBy(
            () ->
                relocator.apply(
                    code(0x61, 4, 0), 0, field("0:0", CoreRelocationKind.FIELD_BYTE_OFFSET), 0))
        .hasMessageContaining("value too big: 40000");
  }

  @Test
  void adjustsTheSizeOfUnsignedLoadsOnly() {
    CoreRelocation offset = field("0:0", CoreRelocationKind.FIELD_BYTE_OFFSET);
    Instruction[] load = code(0x61, 4, 0);
    assertThat(new CoreRelocator(struct(4, U32), struct(8, U64)).apply(load, 0, offset, 0))
        .isEmpty();
    assertThat(load[0].opcode()).isEqualTo(0x79);
    Instruction[] signed = code(0x61, 4, 0);
    assertThat(new CoreRelocator(struct(4, INT), struct(8, U64)).apply(signed, 0, offset, 0))
        .hasValue("<byte_off> [2] struct s.f (0:0 @ offset 4)");
    assertThat(signed[0]).isEqualTo(new Instruction(0x85, 0, 0, (short) 0, CoreRelocator.POISON));
  }

  @ParameterizedTest
  @CsvSource({
    "'',expected numbers",
    "':0',expected numbers",
    "'0:',expected numbers",
    "'0:x',expected numbers",
    "'0:4294967295',below 2^31",
    "'0:-1',expected numbers",
    "'0:1',member 1 of 1",
    "'0:0:0',captures type",
    "'2147483647:0',out of range"
  })
  void refusesAccessStringsThatFitNoType(String access, String message) {
    Btf big =
        new Btf(
            List.of(
                INT, new Composite(false, "s", 0xfffffff0L, List.of(new Member("f", 1, 0, 0)))));
    CoreRelocator relocator = new CoreRelocator(big, big);
    assertThatThrownBy(
            () ->
                relocator.apply(
                    code(0x61, 0, 0), 0, field(access, CoreRelocationKind.FIELD_BYTE_OFFSET), 0))
        .isInstanceOf(CoreException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesUnknownKindsAndAnonymousTypes() {
    Btf btf = new Btf(List.of(INT, new Composite(false, "", 4, List.of(new Member("f", 1, 0, 0)))));
    CoreRelocator relocator = new CoreRelocator(btf, btf);
    assertThatThrownBy(
            () -> relocator.apply(code(0x61, 0, 0), 0, new CoreRelocation(0, 2, "0:0", 99), 0))
        .hasMessageContaining("unrecognized CO-RE relocation unknown (99)");
    assertThatThrownBy(
            () ->
                relocator.apply(
                    code(0x61, 0, 0), 0, field("0:0", CoreRelocationKind.FIELD_BYTE_OFFSET), 0))
        .hasMessageContaining("doesn't support anonymous types");
  }

  /** Structs whose members all match each other, level by level: exponential when not bounded. */
  @Test
  void boundsTheWorkOfMatchingTypes() {
    List<BtfType> local = new ArrayList<>(List.of(INT));
    List<BtfType> target = new ArrayList<>(List.of(U64));
    for (int level = 1; level < 25; level++) {
      List<Member> members = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        members.add(new Member("same", level, 0, 0));
      }
      local.add(new Composite(false, "level" + level, 4, List.of(members.getFirst())));
      target.add(new Composite(false, "level" + level, 8, members));
    }
    CoreRelocator relocator = new CoreRelocator(new Btf(local), new Btf(target));
    assertThatThrownBy(
            () ->
                relocator.apply(
                    code(0xb7, 0, 1),
                    0,
                    new CoreRelocation(0, 25, "0", CoreRelocationKind.TYPE_MATCHES.ordinal()),
                    0))
        .hasMessageContaining("types too complex to compare");
  }
}
