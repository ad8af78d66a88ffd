using Neurons.Cli;

// What was standard output stays the console's own writer, by which a terminal is told from a file.
var (output, error) = (new StandardWriter(() => Console.Out), new StandardWriter(() => Console.Error));
Console.SetOut(output);
Console.SetError(error);
return App.Run(args, Console.Out, Console.Error);
