package io.github.hidbpf4j.bpf.vm.code;

/**
 * The engines' own operation numbers: dense, one per case of a switch, so that operand kinds and
 * rare forms are distinguished once, at load.
 */
public final class Op {
  // Ends the run with an error: second slots of 64-bit loads, the slot after the last.
  public static final int INVALID = 0;

  // Arithmetic on 64 bits; _K with the immediate, _X (always the next number) with the source
  // register.
  public static final int ADD64_K = 1;
  public static final int ADD64_X = 2;
  public static final int SUB64_K = 3;
  public static final int SUB64_X = 4;
  public static final int MUL64_K = 5;
  public static final int MUL64_X = 6;
  public static final int DIV64_K = 7;
  public static final int DIV64_X = 8;
  public static final int SDIV64_K = 9;
  public static final int SDIV64_X = 10;
  public static final int MOD64_K = 11;
  public static final int MOD64_X = 12;
  public static final int SMOD64_K = 13;
  public static final int SMOD64_X = 14;
  public static final int OR64_K = 15;
  public static final int OR64_X = 16;
  public static final int AND64_K = 17;
  public static final int AND64_X = 18;
  public static final int XOR64_K = 19;
  public static final int XOR64_X = 20;
  public static final int LSH64_K = 21;
  public static final int LSH64_X = 22;
  public static final int RSH64_K = 23;
  public static final int RSH64_X = 24;
  public static final int ARSH64_K = 25;
  public static final int ARSH64_X = 26;
  public static final int MOV64_K = 27;
  public static final int MOV64_X = 28;

  // Arithmetic on 32 bits; _K with the immediate, _X (always the next number) with the source
  // register.
  public static final int ADD32_K = 29;
  public static final int ADD32_X = 30;
  public static final int SUB32_K = 31;
  public static final int SUB32_X = 32;
  public static final int MUL32_K = 33;
  public static final int MUL32_X = 34;
  public static final int DIV32_K = 35;
  public static final int DIV32_X = 36;
  public static final int SDIV32_K = 37;
  public static final int SDIV32_X = 38;
  public static final int MOD32_K = 39;
  public static final int MOD32_X = 40;
  public static final int SMOD32_K = 41;
  public static final int SMOD32_X = 42;
  public static final int OR32_K = 43;
  public static final int OR32_X = 44;
  public static final int AND32_K = 45;
  public static final int AND32_X = 46;
  public static final int XOR32_K = 47;
  public static final int XOR32_X = 48;
  public static final int LSH32_K = 49;
  public static final int LSH32_X = 50;
  public static final int RSH32_K = 51;
  public static final int RSH32_X = 52;
  public static final int ARSH32_K = 53;
  public static final int ARSH32_X = 54;
  public static final int MOV32_K = 55;
  public static final int MOV32_X = 56;

  // Arithmetic with one operand.
  public static final int NEG64 = 57;
  public static final int NEG32 = 58;
  public static final int MOVSX8_64 = 59;
  public static final int MOVSX16_64 = 60;
  public static final int MOVSX32_64 = 61;
  public static final int MOVSX8_32 = 62;
  public static final int MOVSX16_32 = 63;
  public static final int LE16 = 64;
  public static final int LE32 = 65;
  public static final int LE64 = 66;
  public static final int BE16 = 67;
  public static final int BE32 = 68;
  public static final int BE64 = 69;
  public static final int BSWAP16 = 70;
  public static final int BSWAP32 = 71;
  public static final int BSWAP64 = 72;
  public static final int LD_IMM64 = 73;

  // Loads, zero-extended and sign-extended; in the order of sizes 1, 2, 4, 8.
  public static final int LDX8 = 74;
  public static final int LDX16 = 75;
  public static final int LDX32 = 76;
  public static final int LDX64 = 77;
  public static final int LDSX8 = 78;
  public static final int LDSX16 = 79;
  public static final int LDSX32 = 80;

  // Loads that read 0 if memory is not live, in the same order.
  public static final int PROBE8 = 81;
  public static final int PROBE16 = 82;
  public static final int PROBE32 = 83;
  public static final int PROBE64 = 84;
  public static final int PROBESX8 = 85;
  public static final int PROBESX16 = 86;
  public static final int PROBESX32 = 87;

  // Stores of the immediate and of the source register.
  public static final int ST8 = 88;
  public static final int ST16 = 89;
  public static final int ST32 = 90;
  public static final int ST64 = 91;
  public static final int STX8 = 92;
  public static final int STX16 = 93;
  public static final int STX32 = 94;
  public static final int STX64 = 95;

  // Atomics; the immediate says which.
  public static final int ATOMIC32 = 96;
  public static final int ATOMIC64 = 97;

  // Conditional jumps on 64 bits.
  public static final int JEQ64_K = 98;
  public static final int JEQ64_X = 99;
  public static final int JNE64_K = 100;
  public static final int JNE64_X = 101;
  public static final int JSET64_K = 102;
  public static final int JSET64_X = 103;
  public static final int JGT64_K = 104;
  public static final int JGT64_X = 105;
  public static final int JGE64_K = 106;
  public static final int JGE64_X = 107;
  public static final int JLT64_K = 108;
  public static final int JLT64_X = 109;
  public static final int JLE64_K = 110;
  public static final int JLE64_X = 111;
  public static final int JSGT64_K = 112;
  public static final int JSGT64_X = 113;
  public static final int JSGE64_K = 114;
  public static final int JSGE64_X = 115;
  public static final int JSLT64_K = 116;
  public static final int JSLT64_X = 117;
  public static final int JSLE64_K = 118;
  public static final int JSLE64_X = 119;

  // Conditional jumps on 32 bits.
  public static final int JEQ32_K = 120;
  public static final int JEQ32_X = 121;
  public static final int JNE32_K = 122;
  public static final int JNE32_X = 123;
  public static final int JSET32_K = 124;
  public static final int JSET32_X = 125;
  public static final int JGT32_K = 126;
  public static final int JGT32_X = 127;
  public static final int JGE32_K = 128;
  public static final int JGE32_X = 129;
  public static final int JLT32_K = 130;
  public static final int JLT32_X = 131;
  public static final int JLE32_K = 132;
  public static final int JLE32_X = 133;
  public static final int JSGT32_K = 134;
  public static final int JSGT32_X = 135;
  public static final int JSGE32_K = 136;
  public static final int JSGE32_X = 137;
  public static final int JSLT32_K = 138;
  public static final int JSLT32_X = 139;
  public static final int JSLE32_K = 140;
  public static final int JSLE32_X = 141;

  // Other control flow. JA jumps to the slot in the immediate.
  public static final int JA = 142;
  public static final int MAY_GOTO = 143;
  public static final int CALL = 144;
  public static final int CALL_FUNCTION = 145;
  public static final int TAIL_CALL = 146;
  public static final int EXIT = 147;

  // Legacy packet load: dst is the logarithm of the size, the offset 1 where R[src] is added.
  // Beyond the packet, the function returns with R0 = 0.
  public static final int LD_PACKET = 148;

  // Load-acquire and store-release, in the order of sizes 1, 2, 4, 8.
  public static final int ACQUIRE8 = 149;
  public static final int ACQUIRE16 = 150;
  public static final int ACQUIRE32 = 151;
  public static final int ACQUIRE64 = 152;
  public static final int RELEASE8 = 153;
  public static final int RELEASE16 = 154;
  public static final int RELEASE32 = 155;
  public static final int RELEASE64 = 156;

  private Op() {}
}
