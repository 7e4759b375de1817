package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.proto.Helper;
import io.github.hidbpf4j.bpf.proto.Helpers;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.proto.TimerFunctions;
import io.github.hidbpf4j.kernel.function.HidBpfHooks;
import io.github.hidbpf4j.kernel.function.HidFunctions;
import org.jspecify.annotations.Nullable;

/** A program as the analysis reads it. */
record Code(LinkedProgram program) {
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
          when struct.equals(HidBpfHooks.HID_BPF_OPS.struct()) ->
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

  /** The helper or kernel function that a call is of; null for others. */
  @Nullable KernelFunction called(Instruction call) {
    if (call.src() == Opcode.CALL_HELPER) {
      Helper draft = TimerFunctions.TIMER_SET_SLEEPABLE_CB_212;
      return call.imm() == draft.number() ? draft : Helpers.of(call.imm());
    }
    var btf = program.kernelBtf();
    return call.src() == Opcode.PSEUDO_KFUNC_CALL
            && btf != null
            && call.imm() > 0
            && call.imm() <= btf.size()
            && btf.type(call.imm()) instanceof BtfType.Func f
        ? HidFunctions.find(f.name())
        : null;
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
