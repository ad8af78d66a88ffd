using System.CommandLine;
using Neurons.Gpu;
using Neurons.IO;
using Neurons.Verification;

namespace Neurons.Cli.Commands;

/// <summary><c>neurons verify PATH…</c></summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = "Recordings (JSON), or folders of them.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        var device = new DeviceOption();
        var command = new Command("verify", "Replay recorded spikes, states and gradients with every engine and compare.") { paths, device, json };
        command.SetAction(result =>
            Run(result.GetValue(paths)!, device.Of(result), result.GetValue(json), result.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(string[] paths, Device? device, bool json, TextWriter output)
    {
        var (rows, notUnderstood) = All(Files(paths), device);
        if (json)
        {
            VerifyReport.WriteJson(output, rows, notUnderstood);
        }
        else
        {
            VerifyReport.Table(output, rows, notUnderstood);
        }

        return notUnderstood.Length == 0 && VerifyReport.Count(rows, VerifyStatus.Failed) == 0 ? App.Good : App.Wrong;
    }

    /// <summary>The JSON files that paths name: files, and those of folders and their subfolders.</summary>
    private static string[] Files(IEnumerable<string> paths)
    {
        string[] files = [.. paths.SelectMany(FilesOf)];
        return files.Length > 0 ? files : throw new UserError($"{string.Join(", ", paths)}: there is no .json file.");
    }

    /// <summary>The rows of files, and of each that is not understood the reason in a line.</summary>
    /// <exception cref="FormatError">There is only one file, and it is not understood.</exception>
    private static (VerifyRow[] Rows, string[] NotUnderstood) All(string[] files, Device? device)
    {
        var (rows, problems) = (new List<VerifyRow>(), new List<string>());
        foreach (var file in files)
        {
            try
            {
                rows.AddRange((device is null ? Verifier.File(file) : Verifier.File(file, device)).ToArray());
            }
            catch (Exception problem) when (files.Length > 1 && App.IsBadInput(problem))
            {
                problems.Add(App.OneLine(App.Line(problem)));
            }
        }

        return ([.. rows], [.. problems]);
    }

    private static IEnumerable<string> FilesOf(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new UserError("The path is empty; it must be a recording or a folder of recordings.");
        }

        if (File.Exists(path))
        {
            return [path];
        }

        return Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : throw new UserError($"{path}: there is no such file or folder.");
    }
}
