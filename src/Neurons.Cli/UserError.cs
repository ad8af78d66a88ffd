namespace Neurons.Cli;

/// <summary>What was asked for cannot be done; the message is the one line that the user sees.</summary>
internal sealed class UserError(string message) : Exception(message);
