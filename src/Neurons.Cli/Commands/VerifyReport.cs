using Neurons.Verification;
using Spectre.Console;

namespace Neurons.Cli.Commands;

/// <summary>Prints the rows of a verification, as a table or as JSON.</summary>
internal static class VerifyReport
{
    public static void Table(TextWriter output, IReadOnlyList<VerifyRow> rows, IReadOnlyList<string> notUnderstood)
    {
        var console = Terminal.On(output);
        var table = Terminal.Table("case", "engine", "precision", "status", "worst error", "detail");
        foreach (var row in rows)
        {
            table.AddRow(
                Markup.Escape(row.Case),
                row.Engine,
                row.Precision,
                Status(row.Status),
                row.WorstErrorText,
                Markup.Escape(row.Detail));
        }

        console.Write(table);
        foreach (var problem in notUnderstood)
        {
            // not by the console, which breaks long lines
            output.WriteLine($"not understood: {problem}");
        }

        var unread = notUnderstood.Count > 0 ? $", {notUnderstood.Count} not understood" : "";
        console.WriteLine($"{Count(rows, VerifyStatus.Passed)} passed, {Count(rows, VerifyStatus.Failed)} failed, "
            + $"{Count(rows, VerifyStatus.Skipped)} skipped{unread}");
    }

    public static void WriteJson(TextWriter output, IReadOnlyList<VerifyRow> rows, IReadOnlyList<string> notUnderstood) =>
        Json.WriteLine(output, json =>
    {
        json.Records("cases", rows, row =>
        {
            json.WriteString("name", row.Case);
            json.WriteString("model", row.Model);
            json.WriteString("engine", row.Engine);
            json.WriteString("precision", row.Precision);
            json.WriteString("status", row.Status.ToString().ToLowerInvariant());
            json.WriteString("detail", row.Detail);
            json.Number("worst_error", row.WorstError);
        });
        json.Texts("not_understood", notUnderstood);
        json.WriteNumber("passed", Count(rows, VerifyStatus.Passed));
        json.WriteNumber("failed", Count(rows, VerifyStatus.Failed));
        json.WriteNumber("skipped", Count(rows, VerifyStatus.Skipped));
    });

    public static int Count(IEnumerable<VerifyRow> rows, VerifyStatus status) => rows.Count(row => row.Status == status);

    private static string Status(VerifyStatus status) => status switch
    {
        VerifyStatus.Passed => "[green]passed[/]",
        VerifyStatus.Failed => "[red]failed[/]",
        _ => "[grey]skipped[/]",
    };
}
