package io.github.hidbpf4j.bpf.vm;

/**
 * The interpreter's own operation numbers: dense, one per case of its switch, so that operand kinds
 * and rare forms are told apart once, at load.
 */
final class Op {
  // Ends the run with an error: second slots of 64-bit loads, the slot after the last.
  static final int INVALID = 0;

  // Arithmetic on 64 bits; _K with the immediate, _X (always the next number) with the source
  // register.
  static final int ADD64_K = 1;
  static final int ADD64_X = 2;
  static final int SUB64_K = 3;
  static final int SUB64_X = 4;
  static final int MUL64_K = 5;
  static final int MUL64_X = 6;
  static final int DIV64_K = 7;
  static final int DIV64_X = 8;
  static final int SDIV64_K = 9;
  static final int SDIV64_X = 10;
  static final int MOD64_K = 11;
  static final int MOD64_X = 12;
  static final int SMOD64_K = 13;
  static final int SMOD64_X = 14;
  static final int OR64_K = 15;
  static final int OR64_X = 16;
  static final int AND64_K = 17;
  static final int AND64_X = 18;
  static final int XOR64_K = 19;
  static final int XOR64_X = 20;
  static final int LSH64_K = 21;
  static final int LSH64_X = 22;
  static final int RSH64_K = 23;
  static final int RSH64_X = 24;
  static final int ARSH64_K = 25;
  static final int ARSH64_X = 26;
  static final int MOV64_K = 27;
  static final int MOV64_X = 28;

  // Arithmetic on 32 bits; _K with the immediate, _X (always the next number) with the source
  // register.
  static final int ADD32_K = 29;
  static final int ADD32_X = 30;
  static final int SUB32_K = 31;
  static final int SUB32_X = 32;
  static final int MUL32_K = 33;
  static final int MUL32_X = 34;
  static final int DIV32_K = 35;
  static final int DIV32_X = 36;
  static final int SDIV32_K = 37;
  static final int SDIV32_X = 38;
  static final int MOD32_K = 39;
  static final int MOD32_X = 40;
  static final int SMOD32_K = 41;
  static final int SMOD32_X = 42;
  static final int OR32_K = 43;
  static final int OR32_X = 44;
  static final int AND32_K = 45;
  static final int AND32_X = 46;
  static final int XOR32_K = 47;
  static final int XOR32_X = 48;
  static final int LSH32_K = 49;
  static final int LSH32_X = 50;
  static final int RSH32_K = 51;
  static final int RSH32_X = 52;
  static final int ARSH32_K = 53;
  static final int ARSH32_X = 54;
  static final int MOV32_K = 55;
  static final int MOV32_X = 56;

  // Arithmetic with one operand.
  static final int NEG64 = 57;
  static final int NEG32 = 58;
  static final int MOVSX8_64 = 59;
  static final int MOVSX16_64 = 60;
  static final int MOVSX32_64 = 61;
  static final int MOVSX8_32 = 62;
  static final int MOVSX16_32 = 63;
  static final int LE16 = 64;
  static final int LE32 = 65;
  static final int LE64 = 66;
  static final int BE16 = 67;
  static final int BE32 = 68;
  static final int BE64 = 69;
  static final int BSWAP16 = 70;
  static final int BSWAP32 = 71;
  static final int BSWAP64 = 72;
  static final int LD_IMM64 = 73;

  // Loads, zero-extended and sign-extended; in the order of sizes 1, 2, 4, 8.
  static final int LDX8 = 74;
  static final int LDX16 = 75;
  static final int LDX32 = 76;
  static final int LDX64 = 77;
  static final int LDSX8 = 78;
  static final int LDSX16 = 79;
  static final int LDSX32 = 80;

  // Loads that read 0 where memory is not live, in the same order.
  static final int PROBE8 = 81;
  static final int PROBE16 = 82;
  static final int PROBE32 = 83;
  static final int PROBE64 = 84;
  static final int PROBESX8 = 85;
  static final int PROBESX16 = 86;
  static final int PROBESX32 = 87;

  // Stores of the immediate and of the source register.
  static final int ST8 = 88;
  static final int ST16 = 89;
  static final int ST32 = 90;
  static final int ST64 = 91;
  static final int STX8 = 92;
  static final int STX16 = 93;
  static final int STX32 = 94;
  static final int STX64 = 95;

  // Atomics; the immediate says which.
  static final int ATOMIC32 = 96;
  static final int ATOMIC64 = 97;

  // Conditional jumps on 64 bits.
  static final int JEQ64_K = 98;
  static final int JEQ64_X = 99;
  static final int JNE64_K = 100;
  static final int JNE64_X = 101;
  static final int JSET64_K = 102;
  static final int JSET64_X = 103;
  static final int JGT64_K = 104;
  static final int JGT64_X = 105;
  static final int JGE64_K = 106;
  static final int JGE64_X = 107;
  static final int JLT64_K = 108;
  static final int JLT64_X = 109;
  static final int JLE64_K = 110;
  static final int JLE64_X = 111;
  static final int JSGT64_K = 112;
  static final int JSGT64_X = 113;
  static final int JSGE64_K = 114;
  static final int JSGE64_X = 115;
  static final int JSLT64_K = 116;
  static final int JSLT64_X = 117;
  static final int JSLE64_K = 118;
  static final int JSLE64_X = 119;

  // Conditional jumps on 32 bits.
  static final int JEQ32_K = 120;
  static final int JEQ32_X = 121;
  static final int JNE32_K = 122;
  static final int JNE32_X = 123;
  static final int JSET32_K = 124;
  static final int JSET32_X = 125;
  static final int JGT32_K = 126;
  static final int JGT32_X = 127;
  static final int JGE32_K = 128;
  static final int JGE32_X = 129;
  static final int JLT32_K = 130;
  static final int JLT32_X = 131;
  static final int JLE32_K = 132;
  static final int JLE32_X = 133;
  static final int JSGT32_K = 134;
  static final int JSGT32_X = 135;
  static final int JSGE32_K = 136;
  static final int JSGE32_X = 137;
  static final int JSLT32_K = 138;
  static final int JSLT32_X = 139;
  static final int JSLE32_K = 140;
  static final int JSLE32_X = 141;

  // Other control flow. JA jumps to the slot in the immediate.
  static final int JA = 142;
  static final int MAY_GOTO = 143;
  static final int CALL = 144;
  static final int CALL_FUNCTION = 145;
  static final int TAIL_CALL = 146;
  static final int EXIT = 147;

  // Legacy packet load: dst is the logarithm of the size, the offset 1 where R[src] is added.
  // Beyond the packet it jumps to the slot
  // behind the last, an exit.
  static final int LD_PACKET = 148;

  private Op() {}
}
