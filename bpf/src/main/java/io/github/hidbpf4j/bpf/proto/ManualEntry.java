package io.github.hidbpf4j.bpf.proto;

/**
 * Text about a function in the API reference, in Markdown.
 *
 * @param does what a call does
 * @param returns what it returns, including errors
 */
public record ManualEntry(String does, String returns) implements FunctionProperty {}
