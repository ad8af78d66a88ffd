/// Expecto's tests in `dotnet test`: a test of VSTest for each case of the values that are marked with `[<Tests>]`.
namespace Neurons.Testing

open System
open System.Collections.Generic
open System.Reflection
open System.Threading
open Expecto
open Microsoft.VisualStudio.TestPlatform.ObjectModel
open Microsoft.VisualStudio.TestPlatform.ObjectModel.Adapter
open Microsoft.VisualStudio.TestPlatform.ObjectModel.Logging

/// The tests of an assembly, as Expecto and as VSTest knows them.
module private Found =
    [<Literal>]
    let Executor = "executor://neurons/expecto"

    let private joinWith = Impl.ExpectoConfig.defaultConfig.joinWith

    let tests (source: string) : Test =
        Impl.testFromAssembly (Assembly.LoadFrom source) |> Option.defaultValue (TestList([], Normal))

    /// The tests, each of which has a name of its own.
    let cases (source: string) : TestCase list =
        let tests = tests source

        match duplicatedNames joinWith tests with
        | [] -> ()
        | names ->
            failwith $"""Tests of one name in %s{source}: %s{names |> List.map joinWith.format |> String.concat "; "}"""

        Test.toTestCodeList tests
        |> List.map (fun test -> TestCase(joinWith.format test.name, Uri Executor, source))

/// One run of tests, whose results are told as they come.
type private Run(handle: IFrameworkHandle, cancelled: CancellationToken) =
    let printer (cases: IReadOnlyDictionary<string, TestCase>) : Impl.TestPrinters =
        let ended name outcome (duration: TimeSpan) message = async {
            let result = TestResult(cases[name], Outcome = outcome, Duration = duration, ErrorMessage = message)
            result.EndTime <- DateTimeOffset.UtcNow
            result.StartTime <- result.EndTime - duration
            handle.RecordEnd(cases[name], outcome)
            handle.RecordResult result
        }

        {
            Impl.TestPrinters.silent with
                beforeEach = fun name _ -> async { handle.RecordStart cases[name] }
                passed = fun name duration -> ended name TestOutcome.Passed duration null
                ignored = fun name reason -> ended name TestOutcome.Skipped TimeSpan.Zero reason
                failed = fun name message duration -> ended name TestOutcome.Failed duration message
                exn = fun name error duration -> ended name TestOutcome.Failed duration (string error)
        }

    /// Runs some tests of an assembly.
    member _.Of(source: string, cases: TestCase seq) =
        let cases = readOnlyDict [ for case in cases -> case.FullyQualifiedName, case ]

        let chosen =
            Found.tests source |> Test.filter "." (fun path -> cases.ContainsKey(String.Join('.', path)))

        let config = { Impl.ExpectoConfig.defaultConfig with printer = printer cases }

        if cases.Count > 0 then
            Impl.evalTestsWithCancel cancelled config chosen false |> Async.RunSynchronously |> ignore

/// Finds the tests of an assembly.
[<FileExtension ".dll"; DefaultExecutorUri(Found.Executor)>]
type Discoverer() =
    interface ITestDiscoverer with
        member _.DiscoverTests(sources, _, logger, sink) =
            for source in sources do
                try
                    Found.cases source |> List.iter sink.SendTestCase
                with error ->
                    logger.SendMessage(TestMessageLevel.Error, $"The tests of %s{source} cannot be found: %O{error}")

/// Runs the tests of an assembly: all, those that a filter lets through, or some that were found.
[<ExtensionUri(Found.Executor)>]
type Executor() =
    let cancellation = new CancellationTokenSource()

    interface ITestExecutor with
        member _.Cancel() = cancellation.Cancel()

        member _.RunTests(tests: TestCase seq, _: IRunContext, handle: IFrameworkHandle) =
            for source, cases in tests |> Seq.groupBy _.Source do
                Run(handle, cancellation.Token).Of(source, cases)

        member _.RunTests(sources: string seq, context: IRunContext, handle: IFrameworkHandle) =
            let properties =
                dict [
                    nameof TestCaseProperties.FullyQualifiedName, TestCaseProperties.FullyQualifiedName
                    nameof TestCaseProperties.DisplayName, TestCaseProperties.DisplayName
                ]

            let property name =
                match properties.TryGetValue name with
                | true, property -> property
                | _ -> null

            let filter = context.GetTestCaseFilter(properties.Keys, property)

            let isChosen (case: TestCase) =
                isNull filter || filter.MatchTestCase(case, (fun name -> case.GetPropertyValue(property name)))

            for source in sources do
                Run(handle, cancellation.Token).Of(source, Found.cases source |> List.filter isChosen)
