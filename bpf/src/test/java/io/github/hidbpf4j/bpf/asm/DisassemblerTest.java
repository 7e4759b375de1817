package io.github.hidbpf4j.bpf.asm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Disassembler.Form;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisassemblerTest {
  private static final SymbolNames NAMES =
      new SymbolNames() {
        @Override
        public @Nullable String helper(int id) {
          return id == 1 ? "bpf_map_lookup_elem" : null;
        }

        @Override
        public OptionalInt helperId(String name) {
          return name.equals("bpf_map_lookup_elem") ? OptionalInt.of(1) : OptionalInt.empty();
        }

        @Override
        public @Nullable String kfunc(int btfId) {
          return btfId == 1234 ? "hid_bpf_get_data" : null;
        }

        @Override
        public OptionalInt kfuncId(String name) {
          return name.equals("hid_bpf_get_data") ? OptionalInt.of(1234) : OptionalInt.empty();
        }

        @Override
        public @Nullable String map(int number) {
          return number == 0 ? ".rodata" : null;
        }

        @Override
        public OptionalInt mapNumber(String name) {
          return name.equals(".rodata") ? OptionalInt.of(0) : OptionalInt.empty();
        }
      };

  /** Bytes in order of memory, and the text that the kernel has for them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          b7 00 00 00 01 00 00 00 ~ (b7) r0 = 1
          b7 00 00 00 ff ff ff ff ~ (b7) r0 = -1
          b4 09 00 00 ff ff ff ff ~ (b4) w9 = -1
          bc 10 00 00 00 00 00 00 ~ (bc) w0 = w1
          bf 1a 00 00 00 00 00 00 ~ (bf) r10 = r1
          07 0a 00 00 f8 ff ff ff ~ (07) r10 += -8
          0f 21 00 00 00 00 00 00 ~ (0f) r1 += r2
          1c 21 00 00 00 00 00 00 ~ (1c) w1 -= w2
          37 01 00 00 07 00 00 00 ~ (37) r1 /= 7
          37 01 01 00 07 00 00 00 ~ (37) r1 s/= 7
          9c 21 01 00 00 00 00 00 ~ (9c) w1 s%= w2
          9f 21 00 00 00 00 00 00 ~ (9f) r1 %= r2
          67 01 00 00 20 00 00 00 ~ (67) r1 <<= 32
          77 01 00 00 20 00 00 00 ~ (77) r1 >>= 32
          c7 01 00 00 20 00 00 00 ~ (c7) r1 s>>= 32
          57 01 00 00 00 ff ff ff ~ (57) r1 &= -256
          4f 21 00 00 00 00 00 00 ~ (4f) r1 |= r2
          af 21 00 00 00 00 00 00 ~ (af) r1 ^= r2
          2f 21 00 00 00 00 00 00 ~ (2f) r1 *= r2
          87 03 00 00 00 00 00 00 ~ (87) r3 = -r3
          84 03 00 00 00 00 00 00 ~ (84) w3 = -w3
          bf 21 08 00 00 00 00 00 ~ (bf) r1 = (s8)r2
          bf 21 20 00 00 00 00 00 ~ (bf) r1 = (s32)r2
          bc 21 10 00 00 00 00 00 ~ (bc) w1 = (s16)w2
          bf 21 01 00 01 00 00 00 ~ (bf) r1 = addr_space_cast(r2, 0, 1)
          bf 21 01 00 00 00 01 00 ~ (bf) r1 = addr_space_cast(r2, 1, 0)
          dc 01 00 00 10 00 00 00 ~ (dc) r1 = be16 r1
          d4 01 00 00 40 00 00 00 ~ (d4) r1 = le64 r1
          d7 00 00 00 20 00 00 00 ~ (d7) r0 = bswap32 r0
          61 21 08 00 00 00 00 00 ~ (61) r1 = *(u32 *)(r2 +8)
          79 a1 f8 ff 00 00 00 00 ~ (79) r1 = *(u64 *)(r10 -8)
          71 21 00 00 00 00 00 00 ~ (71) r1 = *(u8 *)(r2 +0)
          91 21 00 00 00 00 00 00 ~ (91) r1 = *(s8 *)(r2 +0)
          89 21 02 00 00 00 00 00 ~ (89) r1 = *(s16 *)(r2 +2)
          81 21 04 00 00 00 00 00 ~ (81) r1 = *(s32 *)(r2 +4)
          6b 21 02 00 00 00 00 00 ~ (6b) *(u16 *)(r1 +2) = r2
          7a 0a f0 ff ff ff ff ff ~ (7a) *(u64 *)(r10 -16) = -1
          db 21 00 00 00 00 00 00 ~ (db) lock *(u64 *)(r1 +0) += r2
          c3 21 fc ff a0 00 00 00 ~ (c3) lock *(u32 *)(r1 -4) ^= r2
          db 01 00 00 01 00 00 00 ~ (db) r0 = atomic64_fetch_add((u64 *)(r1 +0), r0)
          c3 21 08 00 41 00 00 00 ~ (c3) r2 = atomic_fetch_or((u32 *)(r1 +8), r2)
          db 21 00 00 e1 00 00 00 ~ (db) r2 = atomic64_xchg((u64 *)(r1 +0), r2)
          c3 21 00 00 f1 00 00 00 ~ (c3) r0 = atomic_cmpxchg((u32 *)(r1 +0), r0, r2)
          db 21 00 00 f1 00 00 00 ~ (db) r0 = atomic64_cmpxchg((u64 *)(r1 +0), r0, r2)
          d3 21 01 00 00 01 00 00 ~ (d3) r1 = load_acquire((u8 *)(r2 +1))
          cb 21 02 00 00 01 00 00 ~ (cb) r1 = load_acquire((u16 *)(r2 +2))
          c3 21 fc ff 00 01 00 00 ~ (c3) r1 = load_acquire((u32 *)(r2 -4))
          db a1 f8 ff 00 01 00 00 ~ (db) r1 = load_acquire((u64 *)(r10 -8))
          d3 21 01 00 10 01 00 00 ~ (d3) store_release((u8 *)(r1 +1), r2)
          cb 21 02 00 10 01 00 00 ~ (cb) store_release((u16 *)(r1 +2), r2)
          c3 21 fc ff 10 01 00 00 ~ (c3) store_release((u32 *)(r1 -4), r2)
          db 1a f8 ff 10 01 00 00 ~ (db) store_release((u64 *)(r10 -8), r1)
          0d 03 00 00 00 00 00 00 ~ (0d) gotox r3
          79 b1 08 00 00 00 00 00 ~ (79) r1 = *(u64 *)(r11 +8)
          7b 1b f8 ff 00 00 00 00 ~ (7b) *(u64 *)(r11 -8) = r1
          05 00 ff ff 00 00 00 00 ~ (05) goto pc-1
          06 00 00 00 70 11 01 00 ~ (06) gotol pc+70000
          e5 00 01 00 00 00 00 00 ~ (e5) may_goto pc+1
          65 01 03 00 05 00 00 00 ~ (65) if r1 s> 0x5 goto pc+3
          16 01 03 00 ff ff ff ff ~ (16) if w1 == 0xffffffff goto pc+3
          4d 21 fe ff 00 00 00 00 ~ (4d) if r1 & r2 goto pc-2
          de 21 00 00 00 00 00 00 ~ (de) if w1 s<= w2 goto pc+0
          85 00 00 00 01 00 00 00 ~ (85) call bpf_map_lookup_elem#1
          85 00 00 00 63 00 00 00 ~ (85) call unknown#99
          85 10 00 00 05 00 00 00 ~ (85) call pc+5
          85 10 00 00 fb ff ff ff ~ (85) call pc-5
          85 20 00 00 d2 04 00 00 ~ (85) call hid_bpf_get_data#1234
          85 20 00 00 00 00 00 00 ~ (85) call kernel-function#0
          95 00 00 00 00 00 00 00 ~ (95) exit
          28 00 00 00 0e 00 00 00 ~ (28) r0 = *(u16 *)skb[14]
          50 10 00 00 fd ff ff ff ~ (50) r0 = *(u8 *)skb[r1 + -3]
          00 00 00 00 00 00 00 00 ~ BUG_ld_00
          d1 00 00 00 00 00 00 00 ~ BUG_ldx_d1
          82 00 00 00 00 00 00 00 ~ BUG_st_82
          db 21 00 00 02 00 00 00 ~ BUG_db
          e7 01 00 00 05 00 00 00 ~ (e7) r1 (null) 5
          0d 21 00 00 00 00 00 00 ~ (0d) gotox r1
          """)
  void textIsTheKernels(String bytes, String text) {
    assertThat(new Disassembler(Form.KERNEL, NAMES).text(slot(bytes), null)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          18 01 00 00 78 56 34 12 ~ f0 ~ r1 = 0xf012345678 ll
          18 01 00 00 ff ff ff ff ~ 00 ~ r1 = 0xffffffff ll
          18 11 00 00 00 00 00 00 ~ 00 ~ r1 = map[name:.rodata]
          18 11 00 00 03 00 00 00 ~ 00 ~ r1 = map[id:3]
          18 21 00 00 00 00 00 00 ~ 08 ~ r1 = map[name:.rodata][0]+8
          18 31 00 00 2a 00 00 00 ~ 00 ~ r1 = ksym[id:42]
          18 41 00 00 fe ff ff ff ~ 00 ~ r1 = subprog[-2]
          18 51 00 00 03 00 00 00 ~ 00 ~ r1 = map[idx:3]
          18 61 00 00 03 00 00 00 ~ 10 ~ r1 = map[idx:3][0]+16
          """)
  void a64BitImmediateSaysWhatItRefersTo(String bytes, String upper, String text) {
    Instruction second = new Instruction(0, 0, 0, (short) 0, Integer.parseInt(upper, 16));
    assertThat(new Disassembler(Form.ASSEMBLY, NAMES).text(slot(bytes), second)).isEqualTo(text);
    assertThat(new Assembler(NAMES).assemble(text)).containsExactly(slot(bytes), second);
  }

  @Test
  void theKernelFormOfA64BitImmediateHasNoMark() {
    List<Instruction> program = new Assembler().assemble("r1 = 0x2a ll\nexit");
    assertThat(new Disassembler(Form.KERNEL).listing(program))
        .isEqualTo("0: (18) r1 = 0x2a\n2: (95) exit\n");
  }

  @Test
  void whatIsNoInstructionIsShownAsAWordWithTheKernelsText() {
    Disassembler assembly = new Disassembler(Form.ASSEMBLY);
    assertThat(assembly.text(slot("0f 21 07 00 00 00 00 00"), null))
        .isEqualTo(".insn 0x000000000007210f ; r1 += r2");
    assertThat(assembly.text(slot("18 01 00 00 00 00 00 00"), null))
        .isEqualTo(".insn 0x0000000000000118 ; r1 = 0x0 ll");
    assertThat(assembly.text(slot("b7 0b 00 00 00 00 00 00"), null))
        .isEqualTo(".insn 0x0000000000000bb7 ; r11 = 0");
  }

  /** All opcodes, each with all pseudo sources and many operands, valid and invalid. */
  @Test
  void assemblyOfTheTextIsTheSlotAgain() {
    SplittableRandom random = new SplittableRandom(0x5eed);
    Disassembler assembly = new Disassembler(Form.ASSEMBLY, NAMES);
    Disassembler kernel = new Disassembler(Form.KERNEL, NAMES);
    Assembler assembler = new Assembler(NAMES);
    int valid = 0;
    for (int opcode = 0; opcode < 256; opcode++) {
      for (int round = 0; round < 600; round++) {
        Instruction first = random(random, opcode);
        Instruction second =
            random.nextInt(4) == 0
                ? random(random, 0)
                : new Instruction(0, 0, 0, (short) 0, random.nextBoolean() ? 0 : random.nextInt());
        List<Instruction> program = List.of(first, second);
        String text = String.join("\n", assembly.lines(program));
        assertThat(assembler.assemble(text)).as("seed 0x5eed: %s", text).isEqualTo(program);
        if (Encoding.isInstruction(first, second) && opcode != Opcode.LD_IMM64) {
          valid++;
          String kernelText = kernel.text(program, 0);
          assertThat(assembler.assemble(kernelText)).as(kernelText).containsExactly(first);
        }
      }
    }
    assertThat(valid).isGreaterThan(10_000);
  }

  /** Mostly operands that make an instruction, else anything. */
  private static Instruction random(SplittableRandom random, int opcode) {
    int[] offsets = {0, 0, 0, 1, 8, 16, 32, -1, random.nextInt(-32768, 32768)};
    int[] immediates = {
      0,
      0,
      0,
      1,
      16,
      32,
      64,
      0x10000,
      -1,
      0x40,
      0x50,
      0xa0,
      0x41,
      0x51,
      0xa1,
      0xe1,
      0xf1,
      1234,
      random.nextInt(),
      Integer.MIN_VALUE,
      Integer.MAX_VALUE
    };
    return new Instruction(
        opcode,
        random.nextInt(3) == 0 ? 0 : random.nextInt(random.nextInt(10) == 0 ? 16 : 11),
        random.nextInt(3) == 0 ? 0 : random.nextInt(random.nextInt(10) == 0 ? 16 : 11),
        (short) offsets[random.nextInt(offsets.length)],
        immediates[random.nextInt(immediates.length)]);
  }

  static Instruction slot(String bytes) {
    long word = 0;
    String[] parts = bytes.trim().split(" ", -1);
    for (int i = 0; i < parts.length; i++) {
      word |= Long.parseLong(parts[i], 16) << 8 * i;
    }
    return Instruction.decode(word);
  }
}
