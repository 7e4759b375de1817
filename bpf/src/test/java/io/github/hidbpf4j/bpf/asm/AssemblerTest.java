package io.github.hidbpf4j.bpf.asm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.asm.Disassembler.Form;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssemblerTest {
  private static List<String> lines(String text) {
    return new Disassembler(Form.ASSEMBLY).lines(new Assembler().assemble(text));
  }

  @Test
  void labelsCommentsAndSlotNumbers() {
    String text =
        """
        ; sums 10 to 1
        start:
          0: r0 = 0        // result
          1: (b7) r3 = 10
        loop:  r0 += r3    # rest
          r3 -= 1
          if r3 != 0 goto loop
          call f           ; a function of the program
          r1 = subprog[f]
          if w0 > 100 goto out
          gotol start
        out:
          exit
        f: r0 = r1
          exit
        """;
    assertThat(lines(text))
        .containsExactly(
            "r0 = 0",
            "r3 = 10",
            "r0 += r3",
            "r3 -= 1",
            "if r3 != 0x0 goto pc-3",
            "call pc+5",
            "r1 = subprog[+4]",
            "if w0 > 0x64 goto pc+1",
            "gotol pc-10",
            "exit",
            "r0 = r1",
            "exit");
  }

  /** What clang's assembler and llvm-objdump write, and other spellings that mean the same. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r1 = *(u32 *)(r2 + 0x8)                ~ r1 = *(u32 *)(r2 +8)
          w1 = *(u32 *)(r2 - 8)                  ~ r1 = *(u32 *)(r2 -8)
          r1=*(u8*)(r2)                          ~ r1 = *(u8 *)(r2 +0)
          *(u32 *)(r1 + 0x0) = w2                ~ *(u32 *)(r1 +0) = r2
          *(u8 *)(r1 + 0x1) = 0xff               ~ *(u8 *)(r1 +1) = 255
          r1 += 0x10                             ~ r1 += 16
          w1 &= 0xffffffff                       ~ w1 &= -1
          goto +0x3 <main+0x18>                  ~ goto pc+3
          if r1 s> -0x4 goto -0x3 <g+0x48>       ~ if r1 s> 0xfffffffc goto pc-3
          call 0x5                               ~ call unknown#5
          call -0x1                              ~ call unknown#-1
          w2 = atomic_fetch_add((u32 *)(r1 + 0x0), w2) ~ r2 = atomic_fetch_add((u32 *)(r1 +0), r2)
          r2 = atomic_fetch_xor((u64 *)(r1 + 0x0), r2) ~ r2 = atomic64_fetch_xor((u64 *)(r1 +0), r2)
          r0 = cmpxchg_64(r1 + 0x8, r0, r2)      ~ r0 = atomic64_cmpxchg((u64 *)(r1 +8), r0, r2)
          w0 = cmpxchg32_32(r1 + 0x8, w0, w2)    ~ r0 = atomic_cmpxchg((u32 *)(r1 +8), r0, r2)
          r2 = xchg_64(r1 + 0x0, r2)             ~ r2 = atomic64_xchg((u64 *)(r1 +0), r2)
          w2 = xchg32_32(r1 - 0x4, w2)           ~ r2 = atomic_xchg((u32 *)(r1 -4), r2)
          w1 = load_acquire((u8 *)(r2 + 0x1))    ~ r1 = load_acquire((u8 *)(r2 +1))
          r1 = load_acquire((u64 *)(r2 - 0x8))   ~ r1 = load_acquire((u64 *)(r2 -8))
          store_release((u16 *)(r1 + 0x2), w2)   ~ store_release((u16 *)(r1 +2), r2)
          (db) store_release((u64 *)(r1 +0), r2) ~ store_release((u64 *)(r1 +0), r2)
          (0d) gotox r3                          ~ gotox r3
          r1 = *(u64 *)(r11 + 0x8)               ~ r1 = *(u64 *)(r11 +8)
          *(u64 *)(r11 - 0x8) = r1               ~ *(u64 *)(r11 -8) = r1
          *(u64 *)(r11 - 0x10) = 0x5             ~ *(u64 *)(r11 -16) = 5
          lock *(u32 *)(r1 + 0x0) |= w2          ~ lock *(u32 *)(r1 +0) |= r2
          r1 = -1 ll                             ~ r1 = 0xffffffffffffffff ll
          (18) r1 = 0x2a                         ~ r1 = 0x2a ll
          12: (18) r1 = map[id:3]                ~ -
          r1 = addr_space_cast(r2, 0x0, 0x1)     ~ r1 = addr_space_cast(r2, 0, 1)
          .insn 0x2a000000b7                     ~ r0 = 42
          """)
  void otherSpellings(String text, String kernel) {
    if (kernel.equals("-")) {
      assertThatThrownBy(() -> lines(text)).isInstanceOf(AssemblerException.class);
    } else {
      assertThat(lines(text)).containsExactly(kernel);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r1 = r11           ~ 6  ~ found 'r11', expected a register, r0 to r10 or w0 to w10
          r1 += w2           ~ 7  ~ found 'w2', expected an r register as 'r1' is
          w1 = r2            ~ 6  ~ found 'r2', expected a w register as 'w1' is
          r1 = 0xffffffff    ~ 6  ~ found 4294967295, expected an immediate from -2147483648 to 2147483647
          r1 = 99999999999999999999 ~ 6 ~ found '99999999999999999999', expected a decimal or 0x number of at most 64 bits
          r1 = 0x            ~ 6  ~ found '0x', expected a decimal or 0x number of at most 64 bits
          r1 = frob(r2)      ~ 6  ~ found 'frob', expected a register, a number or an operation
          r1                 ~ 3  ~ found the end of the line, expected an assignment
          r1 <> r2           ~ 4  ~ found '<', expected an assignment
          frob r1            ~ 1  ~ found 'frob', expected a register, r0 to r10 or w0 to w10
          goto nowhere       ~ 6  ~ there is no label 'nowhere' in the program
          goto +40000        ~ 6  ~ found 40000, expected a distance in slots from -32768 to 32767
          goto               ~ 5  ~ found the end of the line, expected a distance (pc+3) or a label
          if r1 = 5 goto +1  ~ 7  ~ found '=', expected a comparison
          if r1 > 5 jump +1  ~ 11 ~ found 'jump', expected 'goto'
          exit now           ~ 6  ~ found 'now', expected the end of the line
          *(s8 *)(r1 +0) = r2 ~ 1 ~ a store has no sign: write u8
          *(u24 *)(r1 +0) = 2 ~ 3 ~ found 'u24', expected u8, u16, u32, u64, s8, s16 or s32
          r1 = *(s64 *)(r2 +0) ~ 6 ~ a load of 64 bits has no sign to extend: write u64
          w1 = *(u64 *)(r2 +0) ~ 1 ~ this load fills 64 bits: write r1
          r1 = *(u8 *)(w2 +0) ~ 14 ~ found 'w2', expected an r register
          r1 = *(u8 *)(r2 +40000) ~ 17 ~ found 40000, expected an offset from -32768 to 32767
          r2 = be16 r1       ~ 6  ~ a byte swap is of the destination itself, an r register
          r2 = -r1           ~ 6  ~ a negation is of the destination itself
          w2 = (s32)w1       ~ 7  ~ found 's32', expected s8 or s16 for a 32-bit register
          r1 = atomic64_xchg((u64 *)(r1 +0), r2) ~ 36 ~ the old value goes to the register that the new one came from
          r1 = atomic64_cmpxchg((u64 *)(r1 +0), r0, r2) ~ 39 ~ compare and exchange works on r0
          r1 = atomic64_xchg((u32 *)(r1 +0), r1) ~ 6 ~ an atomic operation is on u32, or on u64 as atomic64
          w1 = load_acquire((u64 *)(r2 +0)) ~ 1 ~ this access is of 64 bits: write r1
          store_release((s8 *)(r1 +0), r2) ~ 15 ~ this access has no sign: write u8
          store_release((u8 *)(r11 -8), r2) ~ 22 ~ found 'r11', expected a register, r0 to r10 or w0 to w10
          r1 = *(u32 *)(r11 +8) ~ 15 ~ found 'r11', expected a register, r0 to r10 or w0 to w10
          r1 = map[name:m]   ~ 15 ~ there is no map 'm'
          (07) r1 = r2       ~ 1  ~ the opcode in front is 07, but the text has opcode bf
          (7) r1 = r2        ~ 1  ~ found '(7)', expected an opcode of two hex digits
          7: r1 = r2         ~ 1  ~ the text says slot 7, but this is slot 0
          r1 = r2 @          ~ 9  ~ found '@', which begins nothing
          a: a: exit         ~ 4  ~ label 'a' already exists, in line 1
          w1 = 5 ll          ~ 1  ~ a 64-bit immediate goes into an r register
          call               ~ 5  ~ found the end of the line, expected a helper (bpf_ktime_get_ns#5), a distance (pc+3) or a label
          .insn r0           ~ 7  ~ found 'r0', expected a 64-bit immediate
          .word 5            ~ 1  ~ found '.word', expected a register, r0 to r10 or w0 to w10
          """)
  void errorsSayWhereAndWhat(String text, int column, String problem) {
    assertThatThrownBy(() -> new Assembler().assemble(text))
        .isInstanceOf(AssemblerException.class)
        .hasMessage("assembly line 1, column " + column + ": " + problem);
  }

  @Test
  void aLabelTooFarAwayIsSaidAtItsUse() {
    String text = "exit\ngoto end\n" + "exit\n".repeat(40000) + "end: exit\n";
    assertThatThrownBy(() -> new Assembler().assemble(text))
        .hasMessage(
            "assembly line 2, column 6: label 'end' is 40000 slots away, a jump reaches -32768 to"
                + " 32767: go through a gotol");
    String far = text.replace("goto ", "gotol ");
    assertThat(new Assembler().assemble(far).get(1).imm()).isEqualTo(40000);
  }
}
