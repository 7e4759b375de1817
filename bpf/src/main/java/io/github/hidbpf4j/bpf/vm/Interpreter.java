package io.github.hidbpf4j.bpf.vm;

import static io.github.hidbpf4j.bpf.vm.InstructionSemantics.*;
import static io.github.hidbpf4j.bpf.vm.MemorySemantics.*;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.vm.code.Atomic;
import io.github.hidbpf4j.bpf.vm.code.Op;
import io.github.hidbpf4j.bpf.vm.code.Word;
import io.github.hidbpf4j.bpf.vm.compiler.CompiledRun;
import java.lang.foreign.MemorySegment;

/**
 * Runs decoded programs instruction by instruction and checks every memory access against the live
 * allocations. All state of a run is in its {@link Run}; what instructions compute is in {@link
 * InstructionSemantics} and {@link MemorySemantics}.
 *
 * <p>A backward jump has a negative offset, whose sign bit is that of the word: shifted down it is
 * the -1 by which the jump reduces the run's budget.
 *
 * <p>The loop's method must stay below 8000 bytes of bytecode: HotSpot compiles no larger one.
 */
final class Interpreter {
  private Interpreter() {}

  /**
   * Runs from a slot to the exit of the run's current frame, and returns R0.
   *
   * @throws ExecutionException at a fault
   */
  static long execute(Run run, DecodedProgram start, int slot) {
    DecodedProgram program = start;
    int[] code = program.code();
    long[] immediates = program.immediates();
    long[] r = run.registers;
    ArenaMemory memory = run.memory();
    MemorySegment segment = memory.segment();
    int floor = run.depth;
    int pc = slot;
    long bias = run.bias();
    long left = run.left() + bias;
    run.current = program;
    try {
      for (; ; pc++) {
        if (left < 0) {
          run.interrupt(program, pc, left - bias);
        }
        int w = code[pc];
        switch (w & 255) {
          case Op.ADD64_K -> r[w >>> 8 & 15] = add64(r[w >>> 8 & 15], immediates[pc]);
          case Op.ADD64_X -> r[w >>> 8 & 15] = add64(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.SUB64_K -> r[w >>> 8 & 15] = sub64(r[w >>> 8 & 15], immediates[pc]);
          case Op.SUB64_X -> r[w >>> 8 & 15] = sub64(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.MUL64_K -> r[w >>> 8 & 15] = mul64(r[w >>> 8 & 15], immediates[pc]);
          case Op.MUL64_X -> r[w >>> 8 & 15] = mul64(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.DIV64_K -> r[w >>> 8 & 15] = div64(r[w >>> 8 & 15], immediates[pc]);
          case Op.DIV64_X -> r[w >>> 8 & 15] = div64(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.SDIV64_K -> r[w >>> 8 & 15] = sdiv64(r[w >>> 8 & 15], immediates[pc]);
          case Op.SDIV64_X -> r[w >>> 8 & 15] = sdiv64(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.MOD64_K -> r[w >>> 8 & 15] = mod64(r[w >>> 8 & 15], immediates[pc]);
          case Op.MOD64_X -> r[w >>> 8 & 15] = mod64(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.SMOD64_K -> r[w >>> 8 & 15] = smod64(r[w >>> 8 & 15], immediates[pc]);
          case Op.SMOD64_X -> r[w >>> 8 & 15] = smod64(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.OR64_K -> r[w >>> 8 & 15] = or64(r[w >>> 8 & 15], immediates[pc]);
          case Op.OR64_X -> r[w >>> 8 & 15] = or64(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.AND64_K -> r[w >>> 8 & 15] = and64(r[w >>> 8 & 15], immediates[pc]);
          case Op.AND64_X -> r[w >>> 8 & 15] = and64(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.XOR64_K -> r[w >>> 8 & 15] = xor64(r[w >>> 8 & 15], immediates[pc]);
          case Op.XOR64_X -> r[w >>> 8 & 15] = xor64(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.LSH64_K -> r[w >>> 8 & 15] = lsh64(r[w >>> 8 & 15], immediates[pc]);
          case Op.LSH64_X -> r[w >>> 8 & 15] = lsh64(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.RSH64_K -> r[w >>> 8 & 15] = rsh64(r[w >>> 8 & 15], immediates[pc]);
          case Op.RSH64_X -> r[w >>> 8 & 15] = rsh64(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.ARSH64_K -> r[w >>> 8 & 15] = arsh64(r[w >>> 8 & 15], immediates[pc]);
          case Op.ARSH64_X -> r[w >>> 8 & 15] = arsh64(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.MOV64_K -> r[w >>> 8 & 15] = mov64(immediates[pc]);
          case Op.MOV64_X -> r[w >>> 8 & 15] = mov64(r[w >>> 12 & 15]);
          case Op.ADD32_K -> r[w >>> 8 & 15] = add32(r[w >>> 8 & 15], immediates[pc]);
          case Op.ADD32_X -> r[w >>> 8 & 15] = add32(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.SUB32_K -> r[w >>> 8 & 15] = sub32(r[w >>> 8 & 15], immediates[pc]);
          case Op.SUB32_X -> r[w >>> 8 & 15] = sub32(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.MUL32_K -> r[w >>> 8 & 15] = mul32(r[w >>> 8 & 15], immediates[pc]);
          case Op.MUL32_X -> r[w >>> 8 & 15] = mul32(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.DIV32_K -> r[w >>> 8 & 15] = div32(r[w >>> 8 & 15], immediates[pc]);
          case Op.DIV32_X -> r[w >>> 8 & 15] = div32(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.SDIV32_K -> r[w >>> 8 & 15] = sdiv32(r[w >>> 8 & 15], immediates[pc]);
          case Op.SDIV32_X -> r[w >>> 8 & 15] = sdiv32(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.MOD32_K -> r[w >>> 8 & 15] = mod32(r[w >>> 8 & 15], immediates[pc]);
          case Op.MOD32_X -> r[w >>> 8 & 15] = mod32(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.SMOD32_K -> r[w >>> 8 & 15] = smod32(r[w >>> 8 & 15], immediates[pc]);
          case Op.SMOD32_X -> r[w >>> 8 & 15] = smod32(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.OR32_K -> r[w >>> 8 & 15] = or32(r[w >>> 8 & 15], immediates[pc]);
          case Op.OR32_X -> r[w >>> 8 & 15] = or32(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.AND32_K -> r[w >>> 8 & 15] = and32(r[w >>> 8 & 15], immediates[pc]);
          case Op.AND32_X -> r[w >>> 8 & 15] = and32(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.XOR32_K -> r[w >>> 8 & 15] = xor32(r[w >>> 8 & 15], immediates[pc]);
          case Op.XOR32_X -> r[w >>> 8 & 15] = xor32(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.LSH32_K -> r[w >>> 8 & 15] = lsh32(r[w >>> 8 & 15], immediates[pc]);
          case Op.LSH32_X -> r[w >>> 8 & 15] = lsh32(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.RSH32_K -> r[w >>> 8 & 15] = rsh32(r[w >>> 8 & 15], immediates[pc]);
          case Op.RSH32_X -> r[w >>> 8 & 15] = rsh32(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.ARSH32_K -> r[w >>> 8 & 15] = arsh32(r[w >>> 8 & 15], immediates[pc]);
          case Op.ARSH32_X -> r[w >>> 8 & 15] = arsh32(r[w >>> 8 & 15], r[w >>> 12 & 15]);
          case Op.MOV32_K -> r[w >>> 8 & 15] = mov32(immediates[pc]);
          case Op.MOV32_X -> r[w >>> 8 & 15] = mov32(r[w >>> 12 & 15]);
          case Op.NEG64 -> r[w >>> 8 & 15] = neg64(r[w >>> 8 & 15]);
          case Op.NEG32 -> r[w >>> 8 & 15] = neg32(r[w >>> 8 & 15]);
          case Op.MOVSX8_64 -> r[w >>> 8 & 15] = movsx8To64(r[w >>> 12 & 15]);
          case Op.MOVSX16_64 -> r[w >>> 8 & 15] = movsx16To64(r[w >>> 12 & 15]);
          case Op.MOVSX32_64 -> r[w >>> 8 & 15] = movsx32To64(r[w >>> 12 & 15]);
          case Op.MOVSX8_32 -> r[w >>> 8 & 15] = movsx8To32(r[w >>> 12 & 15]);
          case Op.MOVSX16_32 -> r[w >>> 8 & 15] = movsx16To32(r[w >>> 12 & 15]);
          case Op.LE16 -> r[w >>> 8 & 15] = le16(r[w >>> 8 & 15]);
          case Op.LE32 -> r[w >>> 8 & 15] = le32(r[w >>> 8 & 15]);
          case Op.LE64 -> r[w >>> 8 & 15] = le64(r[w >>> 8 & 15]);
          case Op.BE16 -> r[w >>> 8 & 15] = be16(r[w >>> 8 & 15]);
          case Op.BE32 -> r[w >>> 8 & 15] = be32(r[w >>> 8 & 15]);
          case Op.BE64 -> r[w >>> 8 & 15] = be64(r[w >>> 8 & 15]);
          case Op.BSWAP16 -> r[w >>> 8 & 15] = bswap16(r[w >>> 8 & 15]);
          case Op.BSWAP32 -> r[w >>> 8 & 15] = bswap32(r[w >>> 8 & 15]);
          case Op.BSWAP64 -> r[w >>> 8 & 15] = bswap64(r[w >>> 8 & 15]);
          case Op.LD_IMM64 -> {
            r[w >>> 8 & 15] = immediates[pc];
            pc++;
          }
          case Op.LDX8 ->
              r[w >>> 8 & 15] = load8(segment, readable(memory, r[w >>> 12 & 15] + (w >> 16), 1));
          case Op.LDX16 ->
              r[w >>> 8 & 15] = load16(segment, readable(memory, r[w >>> 12 & 15] + (w >> 16), 2));
          case Op.LDX32 ->
              r[w >>> 8 & 15] = load32(segment, readable(memory, r[w >>> 12 & 15] + (w >> 16), 4));
          case Op.LDX64 ->
              r[w >>> 8 & 15] = load64(segment, readable(memory, r[w >>> 12 & 15] + (w >> 16), 8));
          case Op.LDSX8 ->
              r[w >>> 8 & 15] =
                  loadSigned8(segment, readable(memory, r[w >>> 12 & 15] + (w >> 16), 1));
          case Op.LDSX16 ->
              r[w >>> 8 & 15] =
                  loadSigned16(segment, readable(memory, r[w >>> 12 & 15] + (w >> 16), 2));
          case Op.LDSX32 ->
              r[w >>> 8 & 15] =
                  loadSigned32(segment, readable(memory, r[w >>> 12 & 15] + (w >> 16), 4));
          case Op.PROBE8,
              Op.PROBE16,
              Op.PROBE32,
              Op.PROBE64,
              Op.PROBESX8,
              Op.PROBESX16,
              Op.PROBESX32 ->
              r[w >>> 8 & 15] = run.probe(w & 255, r[w >>> 12 & 15] + (w >> 16));
          case Op.ST8 ->
              store8(segment, writable(memory, r[w >>> 8 & 15] + (w >> 16), 1), immediates[pc]);
          case Op.ST16 ->
              store16(segment, writable(memory, r[w >>> 8 & 15] + (w >> 16), 2), immediates[pc]);
          case Op.ST32 ->
              store32(segment, writable(memory, r[w >>> 8 & 15] + (w >> 16), 4), immediates[pc]);
          case Op.ST64 ->
              store64(segment, writable(memory, r[w >>> 8 & 15] + (w >> 16), 8), immediates[pc]);
          case Op.STX8 ->
              store8(segment, writable(memory, r[w >>> 8 & 15] + (w >> 16), 1), r[w >>> 12 & 15]);
          case Op.STX16 ->
              store16(segment, writable(memory, r[w >>> 8 & 15] + (w >> 16), 2), r[w >>> 12 & 15]);
          case Op.STX32 ->
              store32(segment, writable(memory, r[w >>> 8 & 15] + (w >> 16), 4), r[w >>> 12 & 15]);
          case Op.STX64 ->
              store64(segment, writable(memory, r[w >>> 8 & 15] + (w >> 16), 8), r[w >>> 12 & 15]);
          case Op.ATOMIC32 -> atomic32(memory, r, w, (int) immediates[pc]);
          case Op.ATOMIC64 -> atomic64(memory, r, w, (int) immediates[pc]);
          case Op.ACQUIRE8, Op.ACQUIRE16, Op.ACQUIRE32, Op.ACQUIRE64 -> acquire(memory, r, w);
          case Op.RELEASE8, Op.RELEASE16, Op.RELEASE32, Op.RELEASE64 -> release(memory, r, w);
          case Op.JEQ64_K -> {
            if (jeq64(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JEQ64_X -> {
            if (jeq64(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JNE64_K -> {
            if (jne64(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JNE64_X -> {
            if (jne64(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JSET64_K -> {
            if (jset64(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JSET64_X -> {
            if (jset64(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JGT64_K -> {
            if (jgt64(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JGT64_X -> {
            if (jgt64(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JGE64_K -> {
            if (jge64(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JGE64_X -> {
            if (jge64(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JLT64_K -> {
            if (jlt64(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JLT64_X -> {
            if (jlt64(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JLE64_K -> {
            if (jle64(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JLE64_X -> {
            if (jle64(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JSGT64_K -> {
            if (jsgt64(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JSGT64_X -> {
            if (jsgt64(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JSGE64_K -> {
            if (jsge64(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JSGE64_X -> {
            if (jsge64(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JSLT64_K -> {
            if (jslt64(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JSLT64_X -> {
            if (jslt64(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JSLE64_K -> {
            if (jsle64(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JSLE64_X -> {
            if (jsle64(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JEQ32_K -> {
            if (jeq32(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JEQ32_X -> {
            if (jeq32(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JNE32_K -> {
            if (jne32(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JNE32_X -> {
            if (jne32(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JSET32_K -> {
            if (jset32(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JSET32_X -> {
            if (jset32(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JGT32_K -> {
            if (jgt32(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JGT32_X -> {
            if (jgt32(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JGE32_K -> {
            if (jge32(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JGE32_X -> {
            if (jge32(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JLT32_K -> {
            if (jlt32(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JLT32_X -> {
            if (jlt32(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JLE32_K -> {
            if (jle32(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JLE32_X -> {
            if (jle32(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JSGT32_K -> {
            if (jsgt32(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JSGT32_X -> {
            if (jsgt32(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JSGE32_K -> {
            if (jsge32(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JSGE32_X -> {
            if (jsge32(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JSLT32_K -> {
            if (jslt32(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JSLT32_X -> {
            if (jslt32(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JSLE32_K -> {
            if (jsle32(r[w >>> 8 & 15], immediates[pc])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JSLE32_X -> {
            if (jsle32(r[w >>> 8 & 15], r[w >>> 12 & 15])) {
              pc += w >> 16;
              left += w >> 31;
            }
          }
          case Op.JA -> {
            int before = (int) immediates[pc] - 1;
            left += before - pc >> 31;
            pc = before;
          }
          case Op.MAY_GOTO -> {
            if (run.mayGoto()) {
              int before = (int) immediates[pc] - 1;
              left += before - pc >> 31;
              pc = before;
            }
          }
          case Op.CALL -> {
            int target = (int) immediates[pc];
            run.pushFrame(program, pc, program, target);
            pc = target - 1;
          }
          case Op.CALL_FUNCTION -> {
            run.setLeft(left - bias);
            r[0] = run.call(program.functions()[(int) immediates[pc]]);
            left = run.left() + bias;
          }
          case Op.TAIL_CALL -> {
            DecodedProgram target = run.tailCallTarget(r[2], r[3]);
            if (target != null) {
              program = target;
              code = program.code();
              immediates = program.immediates();
              pc = -1;
            }
          }
          case Op.EXIT -> {
            if (run.depth == floor) {
              run.setLeft(left - bias);
              return r[0];
            }
            run.popFrame();
            pc = run.returnSlot[run.depth];
            program = run.current;
            code = program.code();
            immediates = program.immediates();
          }
          case Op.LD_PACKET -> {
            long value = run.loadPacket(w, immediates[pc], r[6], r[w >>> 12 & 15]);
            r[0] = Math.max(0, value);
            if (value < 0) {
              pc = code.length - 2;
            }
          }
          default -> throw run.noInstruction();
        }
      }
    } catch (ExecutionException e) {
      throw e;
    } catch (BpfException e) {
      throw new ExecutionException(program.source(), pc, e);
    }
  }

  private static long readable(ArenaMemory memory, long address, int size) {
    memory.check(address, size, false);
    return memory.offset(address);
  }

  private static long writable(ArenaMemory memory, long address, int size) {
    memory.check(address, size, true);
    return memory.offset(address);
  }

  private static long aligned(ArenaMemory memory, long address, int size) {
    return writable(memory, CompiledRun.aligned(address, size), size);
  }

  private static void acquire(ArenaMemory memory, long[] r, int w) {
    MemorySegment segment = memory.segment();
    int size = 1 << Word.sizeShift(w & 255);
    long address = CompiledRun.aligned(r[w >>> 12 & 15] + (w >> 16), size);
    long offset = readable(memory, address, size);
    r[w >>> 8 & 15] =
        switch (size) {
          case 1 -> loadAcquire8(segment, offset);
          case 2 -> loadAcquire16(segment, offset);
          case 4 -> loadAcquire32(segment, offset);
          default -> loadAcquire64(segment, offset);
        };
  }

  private static void release(ArenaMemory memory, long[] r, int w) {
    MemorySegment segment = memory.segment();
    int size = 1 << Word.sizeShift(w & 255);
    long offset = aligned(memory, r[w >>> 8 & 15] + (w >> 16), size);
    long value = r[w >>> 12 & 15];
    switch (size) {
      case 1 -> storeRelease8(segment, offset, value);
      case 2 -> storeRelease16(segment, offset, value);
      case 4 -> storeRelease32(segment, offset, value);
      default -> storeRelease64(segment, offset, value);
    }
  }

  private static void atomic32(ArenaMemory memory, long[] r, int w, int operation) {
    MemorySegment segment = memory.segment();
    long offset = aligned(memory, r[w >>> 8 & 15] + (w >> 16), 4);
    int src = w >>> 12 & 15;
    long value = r[src];
    switch (operation) {
      case Atomic.ADD -> atomicAdd32(segment, offset, value);
      case Atomic.OR -> atomicOr32(segment, offset, value);
      case Atomic.AND -> atomicAnd32(segment, offset, value);
      case Atomic.XOR -> atomicXor32(segment, offset, value);
      case Atomic.ADD | Atomic.FETCH -> r[src] = atomicAdd32(segment, offset, value);
      case Atomic.OR | Atomic.FETCH -> r[src] = atomicOr32(segment, offset, value);
      case Atomic.AND | Atomic.FETCH -> r[src] = atomicAnd32(segment, offset, value);
      case Atomic.XOR | Atomic.FETCH -> r[src] = atomicXor32(segment, offset, value);
      case Atomic.XCHG -> r[src] = atomicExchange32(segment, offset, value);
      default -> r[0] = atomicCompareExchange32(segment, offset, r[0], value);
    }
  }

  private static void atomic64(ArenaMemory memory, long[] r, int w, int operation) {
    MemorySegment segment = memory.segment();
    long offset = aligned(memory, r[w >>> 8 & 15] + (w >> 16), 8);
    int src = w >>> 12 & 15;
    long value = r[src];
    switch (operation) {
      case Atomic.ADD -> atomicAdd64(segment, offset, value);
      case Atomic.OR -> atomicOr64(segment, offset, value);
      case Atomic.AND -> atomicAnd64(segment, offset, value);
      case Atomic.XOR -> atomicXor64(segment, offset, value);
      case Atomic.ADD | Atomic.FETCH -> r[src] = atomicAdd64(segment, offset, value);
      case Atomic.OR | Atomic.FETCH -> r[src] = atomicOr64(segment, offset, value);
      case Atomic.AND | Atomic.FETCH -> r[src] = atomicAnd64(segment, offset, value);
      case Atomic.XOR | Atomic.FETCH -> r[src] = atomicXor64(segment, offset, value);
      case Atomic.XCHG -> r[src] = atomicExchange64(segment, offset, value);
      default -> r[0] = atomicCompareExchange64(segment, offset, r[0], value);
    }
  }
}
