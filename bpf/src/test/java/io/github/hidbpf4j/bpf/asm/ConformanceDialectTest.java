package io.github.hidbpf4j.bpf.asm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.asm.Disassembler.Form;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConformanceDialectTest {
  private static List<String> lines(String text) {
    return new Disassembler(Form.ASSEMBLY)
        .lines(new Assembler(new ConformanceDialect()).assemble(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          mov32 %r0, 1                     ~ w0 = 1
          mov %r0, %r1                     ~ r0 = r1
          mov64 r0, -1                     ~ r0 = -1
          add32 %r1, 0xffffffff            ~ w1 += -1
          sub %r1, 5                       ~ r1 -= 5
          sdiv32 %r1, %r2                  ~ w1 s/= w2
          smod %r1, -3                     ~ r1 s%= -3
          arsh %r1, 63                     ~ r1 s>>= 63
          lsh32 %r1, %r2                   ~ w1 <<= w2
          neg32 %r3                        ~ w3 = -w3
          neg %r3                          ~ r3 = -r3
          be16 %r0                         ~ r0 = be16 r0
          le64 %r0                         ~ r0 = le64 r0
          swap32 %r0                       ~ r0 = bswap32 r0
          movsx832 %r0, %r1                ~ w0 = (s8)w1
          movsx3264 %r0, %r1               ~ r0 = (s32)r1
          lddw %r0, 0x1122334455667788     ~ r0 = 0x1122334455667788 ll
          lddw %r0, -1                     ~ r0 = 0xffffffffffffffff ll
          ldxw %r0, [%r1+2]                ~ r0 = *(u32 *)(r1 +2)
          ldxdw %r0, [%r10-8]              ~ r0 = *(u64 *)(r10 -8)
          ldxb r0, [r1]                    ~ r0 = *(u8 *)(r1 +0)
          ldxhsx %r0, [%r1+2]              ~ r0 = *(s16 *)(r1 +2)
          ldxsw %r0, [%r1+4]               ~ r0 = *(s32 *)(r1 +4)
          stw [%r1+2], 0x44332211          ~ *(u32 *)(r1 +2) = 1144201745
          stxdw [%r1], %r2                 ~ *(u64 *)(r1 +0) = r2
          lock add [%r10-8], %r1           ~ lock *(u64 *)(r10 -8) += r1
          lock fetch add32 [%r10-8], %r1   ~ r1 = atomic_fetch_add((u32 *)(r10 -8), r1)
          lock fetch_and [%r10-8], %r1     ~ r1 = atomic64_fetch_and((u64 *)(r10 -8), r1)
          lock xchg32 [%r10-8], %r1        ~ r1 = atomic_xchg((u32 *)(r10 -8), r1)
          lock cmpxchg [%r10-8], %r1       ~ r0 = atomic64_cmpxchg((u64 *)(r10 -8), r0, r1)
          load_acquire8 %r0, [%r1+1]       ~ r0 = load_acquire((u8 *)(r1 +1))
          load_acquire64 %r0, [%r1-8]      ~ r0 = load_acquire((u64 *)(r1 -8))
          store_release16 [%r1+2], %r2     ~ store_release((u16 *)(r1 +2), r2)
          store_release32 [%r1], %r2       ~ store_release((u32 *)(r1 +0), r2)
          gotox %r3                        ~ gotox r3
          ja +1                            ~ goto pc+1
          ja32 -3                          ~ gotol pc-3
          jeq %r1, 5, +2                   ~ if r1 == 0x5 goto pc+2
          jslt32 %r1, %r2, -1              ~ if w1 s< w2 goto pc-1
          jset %r1, 0x80000000, +0         ~ if r1 & 0x80000000 goto pc+0
          ldabsh 14                        ~ r0 = *(u16 *)skb[14]
          ldindb %r1, 3                    ~ r0 = *(u8 *)skb[r1 + 3]
          call 1                           ~ call unknown#1
          exit                             ~ exit
          """)
  void mnemonics(String text, String kernel) {
    assertThat(lines(text)).containsExactly(kernel);
  }

  @Test
  void labels() {
    String text =
        """
        # a comment
        mov %r1, 5
        call local double
        jeq %r0, 10, ok   # taken
        mov %r0, 1
        ok:
        exit
        double:
        mov %r0, %r1
        add %r0, %r1
        exit
        """;
    assertThat(lines(text))
        .containsExactly(
            "r1 = 5",
            "call pc+3",
            "if r0 == 0xa goto pc+1",
            "r0 = 1",
            "exit",
            "r0 = r1",
            "r0 += r1",
            "exit");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          frob %r0, 1        ~ 1  ~ found 'frob', expected a mnemonic such as mov, ldxw, jeq or exit
          mov %r11, 1        ~ 6  ~ found 'r11', expected a register, %r0 to %r10
          mov %r0 1          ~ 9  ~ found '1', expected ','
          ldxw %r0, %r1      ~ 11 ~ found '%', expected '['
          lock frob [%r1], %r2 ~ 6 ~ found 'frob', expected add, or, and, xor, xchg or cmpxchg, 32 or 64
          call f             ~ 6  ~ found 'f', expected the number of a helper, or local and a label
          mov %r0, 0x100000000 ~ 10 ~ found 4294967296, expected a register or an immediate from -2147483648 to 4294967295
          """)
  void errors(String text, int column, String problem) {
    assertThatThrownBy(() -> lines(text))
        .isInstanceOf(AssemblerException.class)
        .hasMessage("assembly line 1, column " + column + ": " + problem);
  }
}
