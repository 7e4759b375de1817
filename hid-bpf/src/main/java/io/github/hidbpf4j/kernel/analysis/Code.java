package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.proto.HelperNames;
import org.jspecify.annotations.Nullable;

/** A program as the analysis reads it. */
record Code(LinkedProgram program) {
  /** Of the draft of 2024-02-13; Linux has no helper of this number. */
  private static final int SET_SLEEPABLE_HELPER = 212;

  Instruction at(int slot) {
    return program.instructions().get(slot);
  }

  int size() {
    return program.instructions().size();
  }

  /** The hook it is for: {@code hid_device_event} and its like, under 6.12's names; "" for none. */
  String hook() {
    return switch (program.target()) {
      case AttachTarget.StructOpsMember(String struct, String member)
          when struct.equals("hid_bpf_ops") ->
          member;
      case AttachTarget.BtfFunction(String kind, String function)
          when kind.equals("fmod_ret") && function.startsWith("hid_bpf_") ->
          "hid_" + function.substring("hid_bpf_".length());
      default -> "";
    };
  }

  boolean isEventHook() {
    return hook().equals("hid_device_event");
  }

  /** Name of the helper or kernel function that a call is of; "" for others. */
  String called(Instruction call) {
    if (call.src() == Opcode.CALL_HELPER) {
      return call.imm() == SET_SLEEPABLE_HELPER
          ? "bpf_timer_set_sleepable_cb"
          : HelperNames.of(call.imm());
    }
    var btf = program.kernelBtf();
    return call.src() == Opcode.PSEUDO_KFUNC_CALL
            && btf != null
            && call.imm() > 0
            && call.imm() <= btf.size()
            && btf.type(call.imm()) instanceof BtfType.Func f
        ? f.name()
        : "";
  }

  MapSpec map(int index) {
    return program.maps().get(index);
  }

  boolean isMapIndex(int index) {
    return index >= 0 && index < program.maps().size();
  }

  static boolean isMapOfMaps(MapSpec map) {
    return map.type() == MapType.ARRAY_OF_MAPS || map.type() == MapType.HASH_OF_MAPS;
  }

  /** Source line of a slot, or null. */
  @Nullable LineInfo line(int slot) {
    return program.lineAt(slot);
  }

  /** {@code file.c:12}, or the slot where there is no line info. */
  String where(int slot) {
    LineInfo line = program.lineAt(slot);
    return line == null ? "slot " + slot : line.file() + ":" + line.line();
  }
}
