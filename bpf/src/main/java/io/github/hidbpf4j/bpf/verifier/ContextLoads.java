package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.ContextDescription;
import io.github.hidbpf4j.bpf.proto.ContextDescription.Field;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Converts loads of packet pointers, which programs read from their context as 32-bit numbers, into
 * loads of the full address from its place in a run ({@code convert_ctx_accesses} of {@code
 * kernel/bpf/verifier.c}, Linux 6.12). All other fields are at the offsets that programs see.
 */
final class ContextLoads {
  private static final int LOAD_64 = Opcode.LDX | 0x60 | 0x18;

  private ContextLoads() {}

  /**
   * The instructions with these loads converted.
   *
   * @param loads slots of live loads through the context pointer
   */
  static List<Instruction> converted(
      List<Instruction> slots, BitSet loads, ProgramType type, ApiProfile profile) {
    if (loads.isEmpty() || !(profile.context(type) instanceof ContextDescription.Fields context)) {
      return slots;
    }
    List<Instruction> result = new ArrayList<>(slots);
    for (int slot = loads.nextSetBit(0); slot >= 0; slot = loads.nextSetBit(slot + 1)) {
      Instruction load = slots.get(slot);
      Field field = context.narrowPointer(load.offset());
      if (field != null) {
        short offset = (short) context.runOffset(field.kind());
        result.set(slot, new Instruction(LOAD_64, load.dst(), load.src(), offset, 0));
      }
    }
    return List.copyOf(result);
  }
}
